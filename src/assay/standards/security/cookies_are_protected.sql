/*
title     = "Cookies are sent over TLS only and say SameSite"
level     = "must"
why       = "A cookie without Secure travels in the clear; without SameSite it rides along with requests from other sites."
fix       = "Set Secure and SameSite on every cookie, HttpOnly on those that scripts do not read."
effort    = "outside"
reference = ["RFC 6265", "OWASP ASVS"]
since     = "0.1"
provoked  = true
*/
select
    k.integration,
    c.host || ' ' || k.name                               as subject,
    case when bool_or(k.secure is null) then null
         else bool_and(k.secure and k.same_site is not null) end as met,
    case when bool_or(k.secure is null) then 'its flags are masked in the recording'
         when bool_and(k.secure and k.same_site is not null) then 'is Secure and says SameSite'
         else 'lacks' || case when bool_and(k.secure) then '' else ' Secure' end
             || case when count(k.same_site) = count(*) then '' else ' SameSite' end end as reason,
    min(k.path)                                           as path,
    arg_min(k.line, k.path || '#' || right('00000' || k.entry, 6)) as line
from call_cookie k
join call c on c.path = k.path and c.entry = k.entry and c.party = 'first'
group by k.integration, c.host, k.name
