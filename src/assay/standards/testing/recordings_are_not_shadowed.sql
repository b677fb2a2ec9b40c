/*
title     = "Nothing answers in a recording's place"
level     = "should"
why       = "A route that test code answers by itself hides the recorded answer: the recording ages unseen, and the test proves what its author believed."
fix       = "Delete the mock, or record again without the exchange; keep mocks for what is not recorded."
effort    = "local"
reference = ["https://playwright.dev/docs/mock#mocking-with-har-files", "Playwright: Route.fallback (when several routes match, they run in the order opposite to their registration)"]
since     = "0.1"
evidence  = ["route_mock"]
*/
with uses as (
    select distinct recording, path, test
    from recording_use
    where not in_comment
),
mocks as (
    select *
    from route_mock
    where via in ('playwright', 'cypress', 'house', 'nock') and coalesce(answer, '') <> 'passes on'
),
addresses as (
    select distinct host, route, url from call
),
-- An expression that is a column is compiled for each row, so all addresses, and then those of one route, are looked at
-- together first.
matching as materialized (
    select p.expression
    from (select distinct expression from mocks) p
    cross join (select string_agg(url, '
') as urls from addresses) a
    where regexp_matches(a.urls, '(?m)' || p.expression)
),
routes as (
    select host, route, string_agg(url, '
') as urls
    from addresses
    group by host, route
),
near as materialized (
    select p.expression, r.host, r.route
    from matching p
    join routes r on regexp_matches(r.urls, '(?m)' || p.expression)
),
answered as (
    select n.expression, a.url
    from near n
    join addresses a
      on coalesce(a.host, '') = coalesce(n.host, '') and coalesce(a.route, '') = coalesce(n.route, '') and regexp_matches(a.url, n.expression)
),
reach as (
    select distinct m.path, m.line, c.path as recording, c.entry, c.recording as name
    from mocks m
    join answered a on a.expression = m.expression
    join call c on c.url = a.url and (m.method is null or m.method = c.method)
    left join uses u on u.recording = c.recording and u.path = m.path and (m.scope = 'file' or u.test = m.test)
    where m.scope = 'shared' or u.recording is not null
),
counted as (
    select path, line, count(*) as exchanges, count(distinct recording) as recordings, min(name) as example
    from reach
    group by path, line
)
select
    m.integration,
    m.path || ': ' || coalesce(m.method || ' ', '') || m.pattern || case when m.test is null then '' else ' in ' || m.test end as subject,
    case when count(m.expression) = count(*) then max(coalesce(c.exchanges, 0)) = 0
         when max(coalesce(c.exchanges, 0)) > 0 then false end          as met,
    case when max(coalesce(c.exchanges, 0)) > 0
         then 'answers ' || max(c.exchanges) || case when max(c.exchanges) = 1 then ' recorded exchange' else ' recorded exchanges' end
              || ' in ' || max(c.recordings) || case when max(c.recordings) = 1 then ' recording' else ' recordings' end
              || ' in their place, e.g. of ' || min(c.example)
         when count(m.expression) < count(*) then 'which addresses it answers is computed'
         when min(m.scope) = 'shared' then 'answers nothing that is recorded, in ' || min(n.recordings) || ' recordings'
         else 'answers nothing that its test replays' end               as reason,
    m.path,
    min(m.line)                                                         as line
from route_mock m
cross join (select count(*) as recordings from recording) as n
left join counted c on c.path = m.path and c.line = m.line
where m.via in ('playwright', 'cypress', 'house', 'nock') and n.recordings > 0
group by m.integration, m.path, m.method, m.pattern, m.test
