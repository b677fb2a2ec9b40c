/*
title     = "Source holds no secret"
level     = "must"
why       = "A key in a repository is held by everybody who ever cloned it, for as long as it works."
fix       = "Revoke the key, keep its successor in a vault or the environment, and read it at run time."
reference = ["CWE-798", "PCI DSS 4.0.1 requirement 8.6.2", "https://github.com/gitleaks/gitleaks/blob/master/config/gitleaks.toml"]
since     = "0.1"
evidence  = ["searched_file"]
*/
select
    f.integration,
    f.path                                                as subject,
    count(d.detector) = 0                                 as met,
    case when count(d.detector) = 0 then 'none was recognised in ' || min(f.bytes) || ' bytes'
         else count(d.detector) || ' found: ' || string_agg(distinct d.detector || coalesce(' as ' || d.key, ''), ', '
             order by d.detector || coalesce(' as ' || d.key, '')) end as reason,
    f.path,
    min(d.line)                                           as line
from searched_file f
left join sensitive_datum d on d.path = f.path and d.place = 'source' and d.kind = 'secret'
    and not d.publishable and not d.test_value
group by f.integration, f.path
