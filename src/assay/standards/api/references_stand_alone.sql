/*
title     = "What stands beside a reference counts"
level     = "should"
why       = "Up to OpenAPI 3.0 all that stands beside $ref is ignored: a readOnly, a default or a description that somebody wrote there is not part of the API."
fix       = "Wrap the reference: allOf with the one reference, and the other keys beside allOf; or go to OpenAPI 3.1, where a schema may have both."
effort    = "line"
reference = ["OpenAPI 3.0.4 section 4.7.23 (Reference Object)", "https://docs.stoplight.io/docs/spectral/4dec24461f3af-open-api-rules"]
since     = "0.1"
evidence  = []
answers   = ["spectral:no-$ref-siblings"]
*/
select
    integration,
    api || ' ' || part                                     as subject,
    case when count(siblings) > 0 then false when bool_or(resolved is null) then null else true end as met,
    part || ': ' || case when count(siblings) > 0 then count(siblings) || ' of ' || count(*) || ' references have keys beside them that are ignored, such as '
            || min(case when siblings is not null then siblings || ' beside ' || target end)
         when bool_or(resolved is null) then min(case when resolved is null then target end) || ' was not read'
         else 'nothing stands beside its ' || count(*) || ' references that would be ignored' end as reason,
    path,
    coalesce(arg_min(pointer, case when siblings is not null then siblings || ' beside ' || target end),
        arg_min(pointer, case when resolved is null then target end), min(pointer)) as pointer
from (
    -- The component, or the operation, that a reader would open.
    select *, regexp_replace(regexp_extract(pointer, '^/(components|paths|webhooks)/[^/]+/[^/]+|^/[^/]+(/[^/]+)?', 0), '/[$]ref$', '', 'g') as part
    from api_reference
) r
group by integration, api, path, part
