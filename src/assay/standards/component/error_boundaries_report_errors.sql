/*
title     = "Error boundaries report what they catch"
level     = "should"
why       = "An error that a boundary hides behind a fallback is never seen again unless it is reported."
fix       = "Give the boundary a logger or an onError handler that sends the error to monitoring."
reference = ["React: Component, catching rendering errors with an error boundary"]
since     = "0.1"
*/
select
    integration,
    path || ': ' || component || case when place = 1 then '' else ' ' || place end as subject,
    has_logger or component like 'Sentry.%'                                  as met,
    case when component like 'Sentry.%' then component || ' reports by itself'
         when has_logger then component || ' is given a logger or error handler'
         when has_logger is null then component || ' has its props spread, so its logger cannot be seen'
         else component || ' is given neither logger nor error handler: what it catches is lost' end as reason,
    path,
    line
from (
    select integration, path, component, has_logger, line,
           row_number() over (partition by path, component order by line) as place
    from error_boundary
) as boundary
