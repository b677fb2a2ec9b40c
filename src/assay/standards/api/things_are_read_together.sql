/*
title     = "Things are not read one by one"
level     = "should"
why       = "A page that lists ten things and reads each by itself makes ten round trips for one; with a hundred things it makes a hundred."
fix       = "Ask for all of them in one call (a list of identifiers, a batch), or have what lists them hold what is needed of each."
effort    = "design"
reference = ["https://docs.sentry.io/product/issues/issue-details/performance-issues/n-one-api-calls/", "https://google.aip.dev/231"]
since     = "0.1"
limits    = { many = 5 }
*/
with views as (
    -- The same thing asked for with other parameters is no other thing.
    select integration, coalesce(host, 'an unknown host') as host, route, path, recording,
        regexp_extract(url, '[?].*') as parameters, page, count(distinct url_digest) as things, min(line) as line
    from call
    where method = 'GET' and status = 200 and contains(route, '{id}')
    group by integration, host, route, path, recording, parameters, page
), ranked as (
    select *, row_number() over (partition by integration, host, route order by things desc, path, page, parameters) as place
    from views
)
select
    integration,
    host || ' GET ' || route                               as subject,
    things < $many                                         as met,
    case when things = 1 then 'no more than one is read in a page view'
         else things || ' different ones are read one by one in one page view of ' || coalesce(recording, 'a recording') end as reason,
    path,
    line
from ranked
where place = 1
