/*
title     = "Error boundaries report what they catch"
level     = "should"
why       = "An error that a boundary hides behind a fallback is never seen again unless it is reported."
fix       = "Give the boundary a logger or an onError handler that sends the error to monitoring."
effort    = "line"
reference = ["https://react.dev/reference/react/Component#catching-rendering-errors-with-an-error-boundary"]
since     = "0.1"
evidence  = ["error_boundary"]
*/
with definitions as (
    select
        component, min(path) as path,
        max(case when reports and not takes_logger then 1 else 0 end) as reports,
        max(case when takes_logger then 1 else 0 end)                 as takes_logger
    from boundary_definition
    group by component
),
boundaries as (
    select integration, path, component, has_logger, line,
           row_number() over (partition by path, component order by line) as place
    from error_boundary
)
select
    b.integration,
    b.path || ': ' || b.component || case when b.place = 1 then '' else ' ' || b.place end as subject,
    case when b.has_logger or b.component like 'Sentry.%' or d.reports = 1 then true
         when b.has_logger is null then null
         when d.component is not null or b.component = 'ErrorBoundary' then false end as met,
    case when b.component like 'Sentry.%' then b.component || ' reports by itself'
         when b.has_logger then b.component || ' is given a logger or error handler'
         when d.reports = 1 then b.component || ' reports by itself, in ' || d.path
         when b.has_logger is null then b.component || ' has its props spread, so its logger cannot be seen'
         when d.component is not null and d.takes_logger = 0 then b.component || ' reports nothing: what it catches is lost (it is defined in ' || d.path || ')'
         when d.component is not null or b.component = 'ErrorBoundary' then b.component || ' is given neither logger nor error handler: what it catches is lost'
         else b.component || ' is given neither logger nor error handler; whether it reports by itself cannot be seen here' end as reason,
    b.path,
    b.line
from boundaries b
left join definitions d on d.component = b.component
