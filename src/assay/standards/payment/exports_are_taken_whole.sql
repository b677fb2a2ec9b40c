/*
title     = "Exports are taken whole"
level     = "should"
why       = "A row that could not be read is a payment, an order or a fee that nobody watches, and totals lack it."
fix       = "Mend the rows, or their mapping in assay.toml; `assay query \"select * from rejected_row\"` lists each of them with what is wrong."
effort    = "setting"
reference = ["ISO 4217, list one (SIX, 2024-06-25)", "RFC 4180", "ISO 8601-1:2019"]
since     = "0.1"
evidence  = []
*/
with rejected as (
    select
        path,
        count(*)                                           as rejected,
        min(line)                                          as line,
        arg_min(coalesce(field || ' ', '') || reason, entry) as reason
    from rejected_row
    group by path
)
select
    c.integration,
    c.path                                                 as subject,
    case when c.outcome = 'read' then r.rejected is null end as met,
    case when c.outcome <> 'read' then 'could not be read: ' || coalesce(c.error, 'nobody knows why')
         when r.rejected is null then 'all ' || c.rows || ' rows are taken'
         else r.rejected || ' of ' || c.rows || ' rows are left out; the first: ' || r.reason end as reason,
    c.path,
    r.line
from collection c
left join rejected r on r.path = c.path
where c.collector in ('exports', 'mapped_exports') and c.outcome <> 'absent'
