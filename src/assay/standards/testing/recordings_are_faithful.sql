/*
title     = "Recordings keep what was sent, and match by it"
level     = "must"
why       = "When method, address or body take no part in matching, or the recorded body is not the one that was sent, a replay accepts a request that the provider would refuse."
fix       = "Match by method, address and body; canonicalise bodies without dropping fields, and mask values rather than keys."
effort    = "local"
reference = ["https://netflix.github.io/pollyjs/#/configuration?id=matchrequestsby", "https://playwright.dev/docs/mock#mocking-with-har-files"]
since     = "0.1"
evidence  = ["recorder_setting"]
*/
with recorders as (
    select integration, path, min(line) as line
    from recorder_setting
    where recorder = 'polly'
    group by integration, path
),
parts as (
    select part, keys from (values ('method', 'method'), ('address', 'url'), ('body', 'body')) as p(part, keys)
),
matched as (
    select r.integration, r.path, p.part, coalesce(min(s.line), min(r.line)) as line, count(s.key) as stated,
           count(case when s.value = 'false' and s.key in ('matchRequestsBy.' || p.keys, 'matchRequestsBy.url.pathname') then 1 end) as off,
           count(case when s.key is not null and coalesce(s.value, 'function') = 'function' then 1 end) as computed
    from recorders r
    cross join parts p
    left join recorder_setting s on s.path = r.path
     and (s.key = 'matchRequestsBy.' || p.keys or left(s.key, length(p.keys) + 17) = 'matchRequestsBy.' || p.keys || '.')
    group by r.integration, r.path, p.part
)
select
    integration,
    path || ': ' || part                                                as subject,
    case when off > 0 then false when computed = 0 then true end        as met,
    case when off > 0 then 'the ' || part || ' takes no part in matching a request to its recording'
         when computed > 0 then 'how far the ' || part || ' takes part in matching is computed'
         when stated > 0 then 'the ' || part || ' takes part in matching'
         else 'the ' || part || ' takes part in matching, as is Polly''s default' end as reason,
    path,
    line
from matched
union all
select
    integration,
    path || ': ' || part || ' rewritten on ' || event                   as subject,
    case when bool_or(loses) then false when count(loses) = count(*) then true end as met,
    case when bool_or(loses)
         then 'the ' || replace(part, '.', ' ') || ' is replaced on ' || event || ' by what ' || min(via)
              || ' returns, which loses fields: line ' || min(evidence_line) || ' returns without what was gathered before'
         when count(loses) = count(*) then 'the ' || replace(part, '.', ' ') || ' is changed on ' || event || ', no loss of fields can be seen'
         else 'the ' || replace(part, '.', ' ') || ' is replaced on ' || event || ' by what ' || min(via)
              || ' returns; whether that keeps every field cannot be seen' end as reason,
    path,
    coalesce(min(evidence_line), min(line))                             as line
from recorder_rewrite
where part in ('request.body', 'response.body')
group by integration, path, part, event
union all
select
    integration,
    path || ': ' || coalesce(value, 'a computed recording')             as subject,
    true                                                                as met,
    'routeFromHAR matches method and address, and the body of a POST'   as reason,
    path,
    min(line)                                                           as line
from recorder_setting
where recorder = 'playwright' and key = 'har'
group by integration, path, value
