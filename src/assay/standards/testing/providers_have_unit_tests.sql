/*
title     = "Every integration has tests beside its code"
level     = "must"
why       = "Code that takes money and is never run before it is shipped is tested by shoppers."
fix       = "Write a test for each way to pay that the package offers, failure included."
effort    = "local"
reference = ["https://martinfowler.com/articles/practical-test-pyramid.html"]
since     = "0.1"
evidence  = ["source_file"]
applies   = { layer = ["provider", "base"] }
*/
with code as (
    select integration, count(*) as files, sum(code_lines) as lines
    from source_file
    where not is_test and not is_generated
    group by integration
),
tests as (
    select integration, count(*) as tests, count(distinct path) as files
    from test_case
    where disabled_by is null and level = 'unit'
    group by integration
)
select
    i.integration,
    i.integration                                          as subject,
    case when c.lines is not null then coalesce(t.tests, 0) > 0 end as met,
    coalesce(t.tests, 0) || case when t.tests = 1 then ' test in ' else ' tests in ' end
        || coalesce(t.files, 0) || case when t.files = 1 then ' file for ' else ' files for ' end || c.lines || ' lines of code in '
        || c.files || case when c.files = 1 then ' file' else ' files' end as reason,
    i.path
from integration i
join code c on c.integration = i.integration
left join tests t on t.integration = i.integration
where c.lines > 0 or c.lines is null
