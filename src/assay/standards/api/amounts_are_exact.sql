/*
title     = "Amounts of money are exact"
level     = "should"
why       = "A float has no 0.1: sums of prices drift, and two systems that round at different places disagree about what was paid."
fix       = "Describe amounts as integers of the smallest unit, or as decimal text (type: string), together with the currency."
effort    = "design"
reference = ["ISO 4217, list one (SIX, 2024-06-25)", "RFC 8259 section 6", "https://opensource.zalando.com/restful-api-guidelines/ (rule 173)"]
since     = "0.1"
evidence  = []
*/
select
    min(integration)                                       as integration,
    api || ' ' || schema                                   as subject,
    case when bool_or(type is not null and floating) then false
         when bool_or(type is null or unsure) then null else true end as met,
    schema || ': ' || case when bool_or(type is not null and floating)
         then count(case when floating then 1 end) || ' of ' || count(*) || ' amounts are floats: '
            || min(case when floating then property || ' (' || type || coalesce(', ' || format, '') || ')' end)
            || case when count(case when floating then 1 end) > 1 then ' and others' else '' end
         when bool_or(type is null) then 'nothing says of what type ' || min(case when type is null then property end) || ' is'
         when bool_or(unsure) then min(case when unsure then property || ' (' || type || ')' end) || ' may be a float'
         else 'each of ' || count(*) || ' amounts is a whole number, or text' end as reason,
    coalesce(arg_min(path, case when floating then property end), min(path)) as path,
    coalesce(arg_min(pointer, case when floating then property end), min(pointer)) as pointer
from (
    select *,
        coalesce(regexp_matches(type, '(^|,) *number') and not regexp_matches(type, 'string|integer') and coalesce(format, '') not in ('decimal', 'int64', 'int32'), false) as floating,
        coalesce(regexp_matches(type, 'number') and regexp_matches(type, 'string|integer'), false) as unsure
    from (
        -- What is one of several may be each of them.
        select api, schema, property, min(integration) as integration, min(path) as path, min(pointer) as pointer,
            string_agg(distinct type, ', ' order by type) as type, max(format) as format
        from api_property
        where regexp_matches(property, '(^|[._\]])([a-z_]*_)?(amount|price|subtotal|grand_total|total_price|shipping_cost|handling_cost|tax_amount|fee|balance)(_inc_tax|_ex_tax|_tax)?$|[a-z](Amount|Price|Subtotal|Fee|Balance|Cost)(IncTax|ExTax)?$')
        group by api, schema, property
    ) one
) p
where not regexp_matches(coalesce(type, ''), 'object|array|boolean')
group by api, schema
