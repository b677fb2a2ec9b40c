/*
title     = "A key resolves to one component"
level     = "must"
why       = "When two components are registered under one key, whichever comes first takes the payment: the other never shows, or the wrong one does."
fix       = "Narrow one of the keys, or delete the registration that is no longer wanted."
effort    = "local"
reference = ["checkout-js: packages/core/src/app/common/resolver/resolveComponent.ts (the first of equal matches wins)", "ESLint: no-dupe-keys"]
since     = "0.1"
evidence  = ["registration"]
*/
with lists as (
    select distinct origin_path, list
    from entry_export
    where list is not null
),
members as (
    select name, min(value) as value
    from provider_name
    group by name
    having count(distinct value) = 1 and count(value) = count(*)
),
resolved as (
    select
        r.integration, r.path, r.line, r.component, r.key as written,
        coalesce(l.list, 'what ' || r.registrar || ' registers') as list,
        case when not r.reference then r.key
             when m.name is not null
             then trim(replace(' ' || r.key || ' ', '=' || m.name || ' ', '=' || m.value || ' ')) end as key,
        row_number() over (partition by r.path, r.line, r.component, r.key, l.list order by m.name) as place
    from registration r
    left join lists l on l.origin_path = r.path
    left join members m on r.reference and strpos(' ' || r.key || ' ', '=' || m.name || ' ') > 0
),
owners as (
    select list, key, count(distinct path || ' ' || component) as components,
           min(component || ' in ' || integration) as first_owner, max(component || ' in ' || integration) as last_owner
    from resolved
    where place = 1 and key is not null
    group by list, key
)
select
    r.integration,
    r.component || ' in ' || r.list || ': ' || coalesce(r.key, r.written, 'a computed key') as subject,
    case when min(r.key) is not null then max(o.components) = 1 end as met,
    case when min(r.key) is null then 'the key cannot be read: a part of it is computed or defined elsewhere'
         when max(o.components) = 1 then 'is the only one under its key'
         else max(o.components) || ' components share the key, ' || min(o.first_owner) || ' and ' || min(o.last_owner) end as reason,
    r.path,
    min(r.line)                                                         as line
from resolved r
left join owners o on o.list = r.list and o.key = r.key
where r.place = 1
group by r.integration, r.component, r.list, coalesce(r.key, r.written, 'a computed key'), r.path
