/*
title     = "Answers do not reveal the version of the server"
level     = "may"
why       = "A version in a header tells an attacker which published hole to try first."
fix       = "Remove the version from Server, and X-Powered-By and X-AspNet-Version altogether, at the edge."
effort    = "outside"
reference = ["https://docs.gitlab.com/ee/user/application_security/dast/browser/checks/16.2.html", "RFC 9110 section 10.2.4"]
since     = "0.1"
provoked  = true
evidence  = ["call", "call_header"]
*/
select
    c.integration,
    c.host                                                 as subject,
    count(h.value) = 0                                     as met,
    case when count(h.value) = 0 then 'none of ' || count(distinct c.path || '#' || c.entry) || ' answers states one'
         else 'states ' || min(h.name) || ': ' || min(h.value) end as reason,
    coalesce(min(case when h.value is not null then c.path end), min(c.path)) as path,
    arg_min(c.line, case when h.value is not null then c.path || '#' || right('00000' || c.entry, 6) end) as line
from call c
left join call_header h
    on h.path = c.path and h.entry = c.entry and h.side = 'response'
    and h.name in ('server', 'x-powered-by', 'x-aspnet-version', 'x-aspnetmvc-version') and regexp_matches(h.value, '[0-9]+[.][0-9]+')
where c.party = 'first' and c.host is not null and c.status is not null
group by c.integration, c.host
