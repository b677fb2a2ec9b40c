/*
title     = "Imports across packages made on demand"
unit      = "ratio"
better    = "higher"
kind      = "performance"
why       = "What is imported statically is downloaded by everybody, needed or not."
formula   = "dynamic imports of providers / all imports of providers, types and tests left out"
reference = ["https://webpack.js.org/guides/code-splitting/#dynamic-imports"]
*/
select
    e.integration,
    count(case when e.kind = 'dynamic' then 1 end) as numerator,
    count(*)                                       as denominator
from import_edge e
join source_file f on f.path = e.to_path
join integration i on i.integration = f.integration
where i.layer = 'provider' and i.integration <> e.integration and not e.is_test and e.kind not in ('type', 'resolve')
  and e.path not like '%.py'
group by e.integration
