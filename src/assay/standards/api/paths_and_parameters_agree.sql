/*
title     = "Paths are plain, and their parameters are declared"
level     = "should"
why       = "A path that names what no parameter declares cannot be called as described; two paths that differ only in the names of their parameters are one, and nobody knows which of them answers."
fix       = "Declare each {name} of the path as a parameter in: path with required: true, once; leave the query, a slash at the end and second spellings out of paths."
effort    = "line"
reference = ["OpenAPI 3.1.1 section 4.8.8 (Paths Object)", "OpenAPI 3.1.1 section 4.8.12 (Parameter Object)", "https://docs.stoplight.io/docs/spectral/4dec24461f3af-open-api-rules"]
since     = "0.1"
evidence  = []
answers   = ["spectral:path-params", "spectral:path-declarations-must-exist", "spectral:operation-parameters", "spectral:path-not-include-query", "spectral:path-keys-no-trailing-slash"]
*/
with named as (
    select distinct o.api, o.operation, split_part(split_part(o.route, '{', n.part), '}', 1) as name
    from api_operation o
    cross join (values (2), (3), (4), (5), (6), (7), (8), (9)) n (part)
    where o.kind = 'path' and contains(split_part(o.route, '{', n.part), '}')
),
declared as (
    select api, operation, location, name, bool_and(required) as required
    from api_parameter group by api, operation, location, name
),
repeated as (
    select o.api, o.operation, min(f.message) as message
    from api_flaw f
    join api_operation o on o.api = f.api and o.path = f.path
      and (starts_with(f.pointer, o.pointer || '/parameters/')
        or starts_with(f.pointer, regexp_replace(o.pointer, '/[^/]+$', '', 'g') || '/parameters/'))
    where f.kind = 'repeated_parameter'
    group by o.api, o.operation
),
undeclared as (
    select n.api, n.operation, min(n.name) as name
    from named n left join declared d
      on d.api = n.api and d.operation = n.operation and d.location = 'path' and d.name = n.name
    where d.name is null group by n.api, n.operation
),
wrong as (
    select d.api, d.operation,
        min(case when d.location = 'path' and not contains(o.route, '{' || d.name || '}') then d.name end) as unused,
        min(case when d.location = 'path' and not d.required then d.name end) as optional
    from declared d join api_operation o on o.api = d.api and o.operation = d.operation and o.kind = 'path'
    group by d.api, d.operation
),
unread as (
    select o.api, o.operation from api_operation o
    join api_reference r on r.api = o.api and r.path = o.path and r.resolved is null
      and (starts_with(r.pointer, o.pointer || '/parameters/')
        or starts_with(r.pointer, regexp_replace(o.pointer, '/[a-z]+$', '', 'g') || '/parameters/'))
    group by o.api, o.operation
),
route as (
    select api, route, min(integration) as integration, min(path) as path, min(regexp_replace(pointer, '/[^/]+$', '', 'g')) as pointer,
        regexp_replace(route, '\{[^}]*\}', '{}', 'g')      as shape
    from api_operation where kind = 'path' group by api, route
)
select
    o.integration,
    o.api || ' ' || o.operation                            as subject,
    case when r.message is not null or w.unused is not null or w.optional is not null then false
         when u.name is not null then case when l.operation is null then false end
         else true end                                     as met,
    o.operation || ': ' || case when r.message is not null then r.message
         when w.unused is not null then 'declares the path parameter ' || w.unused || ', which its path does not name'
         when w.optional is not null then 'the path parameter ' || w.optional || ' is not marked as required'
         when u.name is not null and l.operation is not null then 'nothing that was read declares {' || u.name || '}; a parameter lies elsewhere'
         when u.name = '' then 'its path has a parameter without a name: {}'
         when u.name is not null then 'its path names {' || u.name || '}, which no parameter declares'
         else 'its parameters are those that its path names' end as reason,
    o.path,
    o.pointer,
    case when r.message is not null then 'spectral:operation-parameters'
         when u.name = '' then 'spectral:path-declarations-must-exist'
         else 'spectral:path-params' end                   as answers
from api_operation o
left join undeclared u on u.api = o.api and u.operation = o.operation
left join wrong w on w.api = o.api and w.operation = o.operation
left join repeated r on r.api = o.api and r.operation = o.operation
left join unread l on l.api = o.api and l.operation = o.operation
where o.kind = 'path'
union all
select
    r.integration,
    r.api || ' ' || r.route                                as subject,
    not (contains(r.route, '?') or regexp_matches(r.route, './$') or s.routes > 1),
    r.route || ' ' || case when s.routes > 1 then 'is the same path as ' || case when s.first = r.route then s.last else s.first end
         when contains(r.route, '?') then 'has a query; a query is described as parameters'
         when regexp_matches(r.route, './$') then 'ends with a slash'
         else 'is plain, and like no other' end,
    r.path,
    r.pointer,
    case when s.routes > 1 then 'spectral:path-params'
         when contains(r.route, '?') then 'spectral:path-not-include-query'
         else 'spectral:path-keys-no-trailing-slash' end
from route r
join (
    select api, shape, count(*) as routes, min(route) as first, max(route) as last from route group by api, shape
) s on s.api = r.api and s.shape = r.shape
