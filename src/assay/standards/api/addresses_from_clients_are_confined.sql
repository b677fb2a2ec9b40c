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
    case when count(free) > 0 then false when count(untyped) > 0 then null else true end as met,
    name || ' ' || case when count(free) > 0 then 'takes any address, in ' || min(free)
            || case when count(distinct free) > 1 then ' and ' || (count(distinct free) - 1) || ' more' else '' end
         when count(untyped) > 0 then 'may take any address: nothing says of what type it is in ' || min(untyped)
         else 'states which addresses it takes' end        as reason,
    coalesce(arg_min(path, free), arg_min(path, untyped), arg_min(path, example)) as path,
    coalesce(arg_min(pointer, free), arg_min(pointer, untyped), arg_min(pointer, example)) as pointer
from (
    select *, case when not confined and type is not null then example end as free,
        case when not confined and type is null then example end as untyped
    from (
        select integration, api, 'parameter' as place, name, operation as example, type, path, pointer,
            pattern or value_count is not null             as confined
        from api_parameter
        union all
        select integration, api, 'member', regexp_extract(property, '([^.]+)$', 1), schema, type, path, pointer,
            pattern or value_count is not null
        from api_property
        where used in ('request', 'both') and not read_only and (type is null or contains(type, 'string'))
    ) named
) told
-- What a list is filtered by is compared, and not opened.
where regexp_matches(lower(name), '^(.*[_-])?(callback|callback_?ur[li]|redirect|redirect_?ur[li]|return_?ur[li]|return_?to|webhook_?ur[li]|notif(y|ication)_?ur[li]|image_?ur[li]|logo_?ur[li]|source_?ur[li]|download_?ur[li]|import_?ur[li]|target_?ur[li]|forward_?ur[li]|next_?ur[li])$')
group by api, place, name
