/*
title     = "Certificates are verified"
level     = "must"
why       = "Without verification anybody between the two ends can answer in the other's name, and read what is sent; tests that do so record real tokens."
fix       = "Trust the certificate authority in question (NODE_EXTRA_CA_CERTS) instead of switching verification off."
effort    = "local"
reference = ["CWE-295", "Node.js: Command-line API, NODE_TLS_REJECT_UNAUTHORIZED=value"]
since     = "0.1"
evidence  = ["source_file"]
*/
select
    f.integration,
    f.integration                                                            as subject,
    t.settings is null                                                       as met,
    case when t.settings is null then 'nothing switches verification off, in ' || f.files || ' source files'
         else t.setting || ' switches verification off in ' || t.files || case when t.files = 1 then ' file' else ' files' end
              || case when t.for_tests then ', for the tests' else '' end end as reason,
    t.path,
    t.line
from (select integration, count(*) as files from source_file group by integration) f
left join (
    select integration, count(*) as settings, count(distinct path) as files, min(path) as path,
        arg_min(line, path || '#' || right('000000' || line, 7)) as line, bool_and(is_test) as for_tests,
        arg_min(setting, path || '#' || right('000000' || line, 7)) as setting
    from tls_verification where not enabled group by integration
) t on t.integration = f.integration
