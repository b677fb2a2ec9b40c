/*
title     = "Collections come in pages"
level     = "should"
why       = "A list without a bound works until the shop has ten thousand orders; then one call takes the whole database with it."
fix       = "Take a cursor (or page) and a limit with a maximum, and say where the next page is: a Link header, or a member of the body."
effort    = "design"
reference = ["https://owasp.org/API-Security/editions/2023/en/0xa4-unrestricted-resource-consumption/", "RFC 8288 section 3", "https://google.aip.dev/158"]
since     = "0.1"
evidence  = []
answers   = ["owasp:API4:2023"]
*/
select
    o.integration,
    o.api || ' ' || o.operation                            as subject,
    case when p.name is not null or b.linked or b.continued then true
         when b.list is not null and a.name is not null then true
         when b.list is not null and coalesce(i.max_items, -1) >= 0 then true
         when b.list is not null and not (b.about and m.api is not null) then false end as met,
    o.operation || ': ' || case when p.name is not null then 'its list is asked for in pages, by ' || p.name
         when b.linked then 'its answer has a Link header'
         when b.continued then 'its answer says where the next page is'
         when b.list is not null and a.name is not null then 'its list is of those that are asked for, by ' || a.name
         when i.max_items is not null then 'its list has at most ' || i.max_items || ' items'
         when b.list is not null and b.about and m.api is not null
         then 'answers a list (' || b.list || ') beside meta, which may say where the next page is'
         when b.list is not null then 'answers a list (' || case when b.list = '[]' then 'the body itself' else b.list end
            || '), and no page, limit or link to the next is described'
         else 'by its name a collection; nothing says what its answer looks like' end as reason,
    o.path,
    o.pointer
from api_operation o
join (
    select b.api, b.operation,
        bool_or(b.has_schema)                              as shaped,
        bool_or(contains(' ' || coalesce(b.headers, '') || ' ', ' link ')) as linked,
        bool_or(regexp_matches(' ' || lower(coalesce(b.properties, '')) || ' ', ' (next|links|_links|has_?more|@?(odata[.])?next_?(link|page|cursor|token|page_?token|marker)|(continuation|pagination)_?token|cursors?|page_?info|pagination|paging) ')) as continued,
        bool_or(regexp_matches(' ' || lower(coalesce(b.properties, '')) || ' ', ' (meta|metadata|page) ')) as about,
        -- What it lists is in the body itself, in a member that is always so called, or in one called like the path.
        min(case when contains(' ' || b.lists || ' ', ' [] ') then '[]'
                 when regexp_matches(' ' || lower(b.lists) || ' ', ' (data|items|results|records|entries|values|elements|content) ')
                 then regexp_extract(' ' || b.lists || ' ', ' ((?i)data|items|results|records|entries|values|elements|content) ', 1)
                 when contains(' ' || lower(replace(b.lists, '_', '')) || ' ',
                     ' ' || lower(replace(replace(regexp_extract(b.route, '([^/]+)$', 1), '-', ''), '_', '')) || ' ')
                 then regexp_extract(b.route, '([^/]+)$', 1) end) as list
    from (
        select b.*, o.route from api_body b join api_operation o on o.api = b.api and o.operation = b.operation
        where b.side = 'response' and b.status in ('200', '2XX', '206') and b.media_type like '%json%'
    ) b
    group by b.api, b.operation
) b on b.api = o.api and b.operation = o.operation
left join (
    select api, operation, min(name) as name from api_parameter
    where location in ('query', 'header', 'querystring')
      -- What belongs together may be asked for as page[size], search[pageSize] or $top.
      and regexp_matches(lower(name), '^page[\[]|^(.*[_.$\[-])?(page|page_?size|per_?page|current_?page|limit|offset|cursor|after|before|start|skip|top|first|last|count|(next_?|next_?page_?|page_?|continuation_?|pagination_?|skip_?)token|marker|starting_after|ending_before|max_?results|page_?number|range)\]?$')
    group by api, operation
) p on p.api = o.api and p.operation = o.operation
-- Who has to name each gets no more than that.
left join (
    select api, operation, min(name) as name from api_parameter
    where location = 'query' and required
      and regexp_matches(lower(name), '(ids|uuids|skus|codes|keys|slugs)(\[\])?$|(id|uuid|sku|code|key|slug):in$')
    group by api, operation
) a on a.api = o.api and a.operation = o.operation
left join (
    select api, schema, max(max_items) as max_items from api_property
    where property = '' and contains(type, 'array') group by api, schema
) i on i.api = o.api and starts_with(i.schema, o.operation || ' response 200 ')
left join (
    select distinct api from api_property
    where used in ('response', 'both') and regexp_matches(lower(property), '(^|[.])([a-z]+_)?(pagination|next_?(page|cursor|token|link))$')
    group by api
) m on m.api = o.api
where o.kind = 'path' and o.method = 'GET'
  and (b.list is not null or (not b.shaped and regexp_matches(o.route, '[a-z]{2}s$')))
  -- A thing by its identifier may have a list inside.
  and (b.list = '[]' or not regexp_matches(o.route, '\}$'))
