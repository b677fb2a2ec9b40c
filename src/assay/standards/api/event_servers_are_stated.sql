/*
title     = "Descriptions of events say where to connect"
level     = "should"
why       = "Without an address every consumer finds one by hearsay; a made-up one, or a variable without a value, is none."
fix       = "State each server with its host and protocol, define its variables, and end the address without a slash."
effort    = "line"
reference = ["AsyncAPI 3.0.0 Server Object (https://www.asyncapi.com/docs/reference/specification/v3.0.0#serverObject)", "RFC 2606 section 3"]
since     = "0.1"
evidence  = []
answers   = ["spectral:asyncapi-servers", "spectral:asyncapi-server-variables", "spectral:asyncapi-server-no-empty-variable", "spectral:asyncapi-3-server-no-empty-variable", "spectral:asyncapi-server-no-trailing-slash", "spectral:asyncapi-3-server-no-trailing-slash", "spectral:asyncapi-server-not-example-com", "spectral:asyncapi-3-server-not-example-com"]
*/
select
    s.integration,
    s.api || ' server ' || s.server                        as subject,
    case when s.address like '%{}%' or s.undefined is not null or s.unused is not null then false
         when s.address like '%/' or regexp_matches(s.host, '(^|[.])example[.](com|net|org)$') then false
         when s.host = '' then null
         else true end                                     as met,
    case when s.address like '%{}%' then 'has a variable without a name: ' || s.address
         when s.undefined is not null then 'does not define the variables of its address: ' || s.undefined
         when s.unused is not null then 'defines variables that are not in its address: ' || s.unused
         when s.address like '%/' then 'ends with a slash: ' || s.address
         when regexp_matches(s.host, '(^|[.])example[.](com|net|org)$') then s.host || ' is nobody''s: it is set aside for examples'
         when s.host = '' then 'has no host that could be read'
         else 'is ' || s.address end                       as reason,
    s.path,
    s.pointer,
    case when s.address like '%{}%' then case when a.major = 2 then 'spectral:asyncapi-server-no-empty-variable' else 'spectral:asyncapi-3-server-no-empty-variable' end
         when coalesce(s.undefined, s.unused) is not null then 'spectral:asyncapi-server-variables'
         when s.address like '%/' then case when a.major = 2 then 'spectral:asyncapi-server-no-trailing-slash' else 'spectral:asyncapi-3-server-no-trailing-slash' end
         when regexp_matches(s.host, '(^|[.])example[.](com|net|org)$')
            then case when a.major = 2 then 'spectral:asyncapi-server-not-example-com' else 'spectral:asyncapi-3-server-not-example-com' end end as answers
from async_server s
join async_api a on a.api = s.api
union all
select
    integration,
    api                                                    as subject,
    servers > 0,
    case when servers > 0 then 'states ' || servers || case when servers = 1 then ' server' else ' servers' end else 'states no server' end,
    path,
    '',
    'spectral:asyncapi-servers'
from async_api
