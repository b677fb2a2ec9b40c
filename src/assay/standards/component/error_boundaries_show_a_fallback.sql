/*
title     = "Error boundaries show something in place of what broke"
level     = "must"
why       = "A boundary without a fallback leaves the shopper a blank page in the middle of paying."
fix       = "Give the boundary a fallback that says what happened and lets the shopper try again."
effort    = "local"
reference = ["https://react.dev/reference/react/Component#catching-rendering-errors-with-an-error-boundary"]
since     = "0.1"
evidence  = ["error_boundary"]
*/
with definitions as (
    select component, max(case when takes_fallback then 1 else 0 end) as takes_fallback, min(path) as path
    from boundary_definition
    group by component
),
boundaries as (
    select integration, path, component, has_fallback, line,
           row_number() over (partition by path, component order by line) as place
    from error_boundary
)
select
    b.integration,
    b.path || ': ' || b.component || case when b.place = 1 then '' else ' ' || b.place end as subject,
    case when b.has_fallback then true
         when b.has_fallback is null then null
         when d.takes_fallback = 1 or d.component is null and b.component in ('ErrorBoundary', 'Sentry.ErrorBoundary') then false end as met,
    case when b.has_fallback then b.component || ' is given a fallback'
         when b.has_fallback is null then b.component || ' has its props spread, so its fallback cannot be seen'
         when d.takes_fallback = 1 then b.component || ' is given no fallback: after an error nothing is shown where it stands'
         when d.component is not null then b.component || ' takes no fallback; what it shows is decided in ' || d.path
         when b.component in ('ErrorBoundary', 'Sentry.ErrorBoundary') then b.component || ' is given no fallback: after an error nothing is shown where it stands'
         else b.component || ' is given no fallback; whether it has one of its own cannot be seen here' end as reason,
    b.path,
    b.line
from boundaries b
left join definitions d on d.component = b.component
