/*
title     = "Source holds no secret"
level     = "must"
why       = "A key in a repository is held by everybody who ever cloned it, for as long as it works."
fix       = "Revoke the key, keep its successor in a vault or the environment, and read it at run time."
effort    = "local"
reference = ["CWE-798", "PCI DSS 4.0.1 requirement 8.6.2", "https://github.com/gitleaks/gitleaks/blob/master/config/gitleaks.toml"]
since     = "0.1"
evidence  = ["searched_file"]
*/
select
    f.integration,
    f.path                                                as subject,
    case when s.found is null then true when f.is_test then null else false end as met,
    case when s.found is null then 'none was recognised in ' || f.bytes || ' bytes'
         else s.found || ' found: ' || s.what || case when f.is_test then '; in test code it may be made up' else '' end
    end                                                   as reason,
    f.path,
    s.line
from searched_file f
left join (
    select path, count(*) as found, min(line) as line,
        string_agg(distinct detector || coalesce(' as ' || key, ''), ', '
            order by detector || coalesce(' as ' || key, '')) as what
    from sensitive_datum
    where place = 'source' and kind = 'secret' and not publishable and not test_value
    group by path
) s on s.path = f.path
