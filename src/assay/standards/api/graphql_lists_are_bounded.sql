/*
title     = "Lists that a GraphQL schema offers are asked for in pages"
level     = "should"
why       = "A query for a list without an end takes the server down on the day that there is much to list, and anybody may send it."
fix       = "Take first and after (or limit and offset), bound them, and return a connection."
effort    = "design"
reference = ["https://graphql.org/learn/pagination/", "https://relay.dev/graphql/connections.htm", "https://owasp.org/API-Security/editions/2023/en/0xa4-unrestricted-resource-consumption/"]
since     = "0.1"
evidence  = []
*/
select
    integration,
    path || ' ' || type || '.' || field                    as subject,
    case when paged or named then true
         when is_part and arguments is not null then null
         when is_connection or many then false end         as met,
    case when paged then 'is asked for in pages'
         when named then 'returns as many as are asked for by name'
         when is_part and arguments is not null then 'takes ' || arguments || ', of a type that is defined in another file'
         when is_connection then 'returns pages, but takes no argument that says how large' || coalesce(': it takes ' || arguments, '')
         when many then 'returns ' || result || ' without an argument that bounds it' || coalesce(': it takes ' || arguments, '')
         else 'returns ' || result || ' without pages; nobody can tell whether there are many' end as reason,
    path,
    line
from (
    select f.*, s.valid is null and s.path is not null     as is_part,
        regexp_matches(' ' || lower(coalesce(inputs, '')) || ' ',
            ' (first|last|limit|take|top|count|size|page|pagesize|page_size|perpage|per_page|skip|offset|pagination|paging) ') as paged,
        regexp_matches(' ' || lower(coalesce(arguments, '')) || ' ', ' (id|ids|skus?|codes?|slugs?|keys?|identifiers|representations|[a-z_]+ids) ') as named,
        regexp_matches(lower(field),
            '(order|product|variant|customer|user|account|payment|transaction|refund|invoice|cart|checkout|item|event|message|review|log|entr(y|ie)|shipment|subscription|coupon|voucher|giftcard)s$')
            and coalesce(t.told_apart, true) as many
    from graphql_field f
    left join graphql_schema s on s.path = f.path and s.copy_of is null
    -- Kinds of things are few: they have a name, but nothing else that tells one from the other.
    left join (
        select path, type, count(case when regexp_matches(lower(field), '(id|sku|code|number|key|token|reference|time|date|at)$') then 1 end) > 0 as told_apart
        from graphql_field
        group by path, type
    ) t on t.path = f.path and t.type = replace(replace(replace(f.result, '[', ''), ']', ''), '!', '')
    where kind = 'query' and is_composite and (is_list or is_connection)
) f
