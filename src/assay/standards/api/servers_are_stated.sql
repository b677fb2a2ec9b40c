/*
title     = "Descriptions say where the API is"
level     = "should"
why       = "Without an address every client finds one by hearsay, and a test system's address ends up in production."
fix       = "State the servers, without a slash at the end, each variable with a default, and say of each which environment it is."
effort    = "line"
reference = ["OpenAPI 3.1.1 section 4.8.5 (Server Object)", "https://owasp.org/API-Security/editions/2023/en/0xa9-improper-inventory-management/"]
since     = "0.1"
evidence  = []
answers   = ["spectral:oas3-api-servers", "spectral:oas2-api-host", "spectral:oas2-api-schemes", "spectral:oas3-server-trailing-slash", "spectral:oas2-host-trailing-slash", "spectral:oas3-server-variables", "spectral:oas3-server-not-example.com", "spectral:oas2-host-not-example", "owasp:API9:2023"]
*/
select
    d.integration,
    d.api                                                  as subject,
    case when s.servers is null then case when d.operations > 0 then false end
         when s.undefined is not null or s.slashed is not null or s.made_up is not null or s.unnamed is not null then false
         when s.relative = s.servers then null
         else true end                                     as met,
    case when s.servers is null and d.operations > 0 then d.api || ' states no server'
         when s.servers is null then d.api || ' states no server, and no operation that was read'
         when s.undefined is not null then s.undefined || ' has variables that are not defined, or defines some that it has not'
         when s.slashed is not null then s.slashed || ' ends with a slash, which paths begin with'
         when s.made_up is not null then s.made_up || ' is nobody''s: example.com is set aside for examples'
         when s.unnamed is not null then 'of ' || s.servers || ' servers, ' || s.unnamed || ' says neither by its name nor in words which environment it is'
         when s.relative = s.servers then d.api || ' states only ' || s.example || case when starts_with(s.example, '//') then ', which does not say whether it has TLS' else ', which is wherever the file is' end
         else d.api || ' states ' || s.example || case when s.servers > 1 then ' and ' || (s.servers - 1) || ' more' else '' end end as reason,
    d.path,
    coalesce(s.pointer, d.pointer)                         as pointer,
    case when s.servers is null then case when d.format_version like '2%' then 'spectral:oas2-api-host spectral:oas2-api-schemes' else 'spectral:oas3-api-servers' end
         when s.undefined is not null then 'spectral:oas3-server-variables'
         when s.slashed is not null then case when d.format_version like '2%' then 'spectral:oas2-host-trailing-slash' else 'spectral:oas3-server-trailing-slash' end
         when s.made_up is not null then case when d.format_version like '2%' then 'spectral:oas2-host-not-example' else 'spectral:oas3-server-not-example.com' end
         when s.unnamed is not null then 'owasp:API9:2023' end as answers
from api_description d
left join (
    select api, count(*) as servers, min(url) as example,
        min(case when not variables_defined then url end)  as undefined,
        min(case when regexp_matches(url, './$') then url end) as slashed,
        min(case when regexp_matches(url, '[/.]example[.](com|net|org)([:/]|$)') then url end) as made_up,
        count(case when scheme is null then 1 end)         as relative,
        -- One place that is reached in two ways, as Swagger's schemes say, is one environment.
        case when count(distinct regexp_replace(url, '^(http|ws)s?:', '', 'g')) > 1 then min(case when coalesce(description, '') = ''
            and not regexp_matches(lower(url), 'test|sandbox|stag|dev|prod|live|local|demo|mock|uat|qa|int[.-]')
            then url end) end                              as unnamed,
        coalesce(arg_min(pointer, case when not variables_defined then url end),
            arg_min(pointer, case when regexp_matches(url, './$') then url end),
            arg_min(pointer, case when regexp_matches(url, '[/.]example[.](com|net|org)([:/]|$)') then url end),
            min(pointer))                                  as pointer
    from api_server
    where operation is null
    group by api
) s on s.api = d.api
where d.format = 'openapi'
union all
select
    integration,
    api || ' ' || operation || ' at ' || url,
    variables_defined,
    case when variables_defined then 'its own address defines all its variables'
         else url || ' has variables that are not defined, or defines some that it has not' end,
    path,
    pointer,
    'spectral:oas3-server-variables'
from api_server
where operation is not null
