/*
title     = "Addresses that clients send are confined"
level     = "may"
why       = "A server that opens an address because a caller said so opens the cloud's metadata and the intranet too; one that redirects to it lends its name to a phisher."
fix       = "Take one of a list (enum), or state the pattern of the addresses that are allowed, with https:// at its head, and hold the server to it."
effort    = "local"
reference = ["https://owasp.org/API-Security/editions/2023/en/0xa7-server-side-request-forgery/"]
since     = "0.1"
evidence  = []
answers   = ["owasp:API7:2023", "spectral-owasp:owasp:api7:2023-concerning-url-parameter"]
*/
select
    min(integration)                                       as integration,
    api || ' ' || place || ' ' || name                     as subject,
    case when bool_and(pattern or value_count is not null) then true
         when bool_and(type is null) then null else false end as met,
    name || ' ' || case when bool_and(pattern or value_count is not null) then 'states which addresses it takes'
         when bool_and(type is null) then 'nothing says of what type it is'
         else 'takes any address, in ' || min(example)
            || case when count(distinct example) > 1 then ' and ' || (count(distinct example) - 1) || ' more' else '' end end as reason,
    arg_min(path, example)                                 as path,
    arg_min(pointer, example)                              as pointer
from (
    select integration, api, 'parameter' as place, name, operation as example, type, pattern, value_count, path, pointer
    from api_parameter
    union all
    select integration, api, 'member', regexp_extract(property, '([^.]+)$', 1), schema, type, pattern, value_count, path, pointer
    from api_property
    where used in ('request', 'both') and not read_only and (type is null or contains(type, 'string'))
) named
-- What a list is filtered by is compared, and not opened.
where regexp_matches(lower(name), '^(.*[_-])?(callback|callback_?ur[li]|redirect|redirect_?ur[li]|return_?ur[li]|return_?to|webhook_?ur[li]|notif(y|ication)_?ur[li]|image_?ur[li]|logo_?ur[li]|source_?ur[li]|download_?ur[li]|import_?ur[li]|target_?ur[li]|forward_?ur[li]|next_?ur[li])$')
group by api, place, name
