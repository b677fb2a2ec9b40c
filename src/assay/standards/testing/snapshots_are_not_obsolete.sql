/*
title     = "Each snapshot belongs to a test"
level     = "should"
why       = "A snapshot whose test is gone is compared with nothing, and reads as if the behaviour were still tested."
fix       = "Run the tests with --ci=false -u, which removes what no test takes any more."
effort    = "pipeline"
reference = ["https://github.com/jestjs/jest/issues/6655", "https://gitlab.com/oss-integration1/jest/-/issues/12564"]
since     = "0.1"
evidence  = ["test_case"]
*/
with titles as (
    select distinct path, replace(name, ' > ', ' ') as name
    from test_case
    where disabled_by is distinct from 'comment'
),
dynamic as (
    select distinct path
    from titles
    where regexp_matches(name, '[$]\{|%[a-zA-Z#$%]|[$][a-zA-Z_]')
),
known as (
    select s.path, s.test, s.number,
           max(case when t.name = replace(s.test, ' > ', ' ')
                      or left(replace(s.test, ' > ', ' '), length(t.name) + 2) = t.name || ': ' then 1 else 0 end) as tests
    from snapshot s
    left join titles t on t.path = s.spec_path
    group by s.path, s.test, s.number
)
select
    s.integration,
    s.path || ': ' || s.test || ' ' || s.number                         as subject,
    case when k.tests = 1 then true
         when f.path is null or d.path is null then false end           as met,
    case when k.tests = 1 then 'its test is there'
         when f.path is null then 'its test file ' || s.spec_path || ' is gone'
         when d.path is null then 'no test in ' || s.spec_path || ' is called so'
         else 'some titles in ' || s.spec_path || ' are computed, so that its test cannot be told' end as reason,
    s.path,
    min(s.line)                                                         as line
from snapshot s
join known k on k.path = s.path and k.test = s.test and k.number = s.number
left join source_file f on f.path = s.spec_path
left join dynamic d on d.path = s.spec_path
group by s.integration, s.path, s.test, s.number, k.tests, f.path, d.path, s.spec_path
