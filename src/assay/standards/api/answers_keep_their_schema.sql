/*
title     = "Answers keep their schema"
level     = "should"
why       = "Clients are written, generated and tested against the schema; the first answer that breaks it breaks them in the middle of a checkout."
fix       = "Mend the server where it is wrong and the description where that is; say null, formats and choices as they are."
effort    = "outside"
reference = ["JSON Schema 2020-12", "OpenAPI 3.1 section 4.8.17", "Schemathesis response_schema_conformance (https://schemathesis.readthedocs.io/en/stable/reference/checks/)"]
since     = "0.1"
provoked  = true
evidence  = []
*/
with places as (
    select m.integration, m.api, m.operation, trim(x.name || ' ' || x.message) as said, count(distinct (x.path, x.entry)) as calls
    from api_match m join api_mismatch x on x.path = m.path and x.entry = m.entry
    where x.side = 'response' and x.kind in ('body', 'body_missing') and x.sure
    group by all
),
said as (
    select integration, api, operation, count(*) as places,
        string_agg(said || ' (' || calls || ')', '; ' order by calls desc, said) filter (nth <= 3)
            || case when count(*) > 3 then '; and ' || (count(*) - 3) || ' more' else '' end as wrong
    from (select *, row_number() over (partition by integration, api, operation order by calls desc, said) as nth from places)
    group by all
)
select
    m.integration,
    m.api || ' ' || m.operation                            as subject,
    case when bool_or(m.response_valid = false) then false when bool_or(m.response_valid) then true end as met,
    count(case when m.response_valid then 1 end) || ' of ' || count(*) || ' bodies keep their schema'
        || case when count(*) > count(m.response_valid)
                then ', of ' || (count(*) - count(m.response_valid)) || ' it cannot be told (masked, cut or not recorded)' else '' end
        || coalesce(': ' || min(s.wrong), '')              as reason,
    coalesce(min(case when not m.response_valid then m.path end), min(m.path)) as path,
    arg_min(m.line, case when not m.response_valid then m.path || '#' || right('00000' || m.entry, 6) end) as line,
    coalesce(min(m.origin) filter (not m.response_valid), min(m.origin)) as origin
from api_match m left join said s on s.integration = m.integration and s.api = m.api and s.operation = m.operation
where m.response_schema
group by m.integration, m.api, m.operation
