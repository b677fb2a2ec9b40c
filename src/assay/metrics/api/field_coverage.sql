/*
title     = "Described fields that were seen"
unit      = "ratio"
better    = "higher"
kind      = "coverage"
why       = "A field that was never seen is one whose form nobody has proved."
formula   = "described fields seen at least once / described fields of the bodies that were seen, for each description"
provoked  = true
reference = ["OpenAPI 3.1 section 4.8.24"]
*/
with seen as (
    select distinct api, operation, side, coalesce(status, '') as status, media_type, name from api_seen
    where kind = 'field' and described
)
select f.integration, f.api as dimension, count(s.name) as numerator, count(*) as denominator
from api_body_field f
left join seen s on s.api = f.api and s.operation = f.operation and s.side = f.side
    and s.status = coalesce(f.status, '') and s.media_type = f.media_type and s.name = f.name
group by f.integration, f.api
