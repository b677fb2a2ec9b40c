/*
title     = "Deprecated operations say when they end and what replaces them"
level     = "should"
why       = "\"Deprecated\" alone asks for a change without saying to what or by when; so nobody changes, and one day it is gone."
fix       = "State the day (x-sunset, and the headers Deprecation and Sunset in the answers) and, in words, which operation to use instead."
effort    = "line"
reference = ["RFC 9745 section 2", "RFC 8594 section 3", "OpenAPI 3.1.1 section 4.8.10.1 (deprecated)"]
since     = "0.1"
evidence  = []
*/
select
    o.integration,
    o.api || ' ' || o.operation                            as subject,
    case when o.successor is null then false
         when try_cast(o.sunset as date) is not null then try_cast(o.sunset as date) >= $as_of
         when o.sunset is null and h.told then null
         else false end                                    as met,
    o.operation || ' ' || case when o.successor is null and o.sunset is null and not coalesce(h.told, false) then 'is deprecated; neither its end nor what to use instead is said'
         when o.successor is null then 'is deprecated; what to use instead is not said'
         when try_cast(o.sunset as date) < $as_of then 'ended on ' || o.sunset || ', and is still described'
         when try_cast(o.sunset as date) is not null then 'ends on ' || o.sunset || '; instead: ' || o.successor
         when o.sunset is null and h.told then 'tells its end in a header of its answers; the day is not described'
         when o.sunset is not null then 'is said to end on ''' || o.sunset || ''', which is no date'
         else 'is deprecated; when it ends is not said, only what to use instead: ' || o.successor end as reason,
    o.path,
    o.pointer
from api_operation o
left join (
    select api, operation, bool_or(contains(' ' || coalesce(headers, '') || ' ', ' sunset ')) as told
    from api_body where side = 'response' group by api, operation
) h on h.api = o.api and h.operation = o.operation
where o.deprecated
