/*
title     = "Cookies that code sets say Secure and SameSite"
level     = "should"
why       = "A cookie without Secure travels in the clear; without SameSite it rides along with requests from other sites."
fix       = "Give every cookie Secure and SameSite; one that only the server needs is better set by the server, with HttpOnly."
effort    = "line"
reference = ["draft-ietf-httpbis-rfc6265bis: the Secure and SameSite attributes"]
since     = "0.1"
*/
select
    integration,
    path || ': ' || via || ' ' || cookie                                     as subject,
    case when bool_or(not secure or not same_site) then false
         when bool_and(secure and same_site) then true end                   as met,
    case when bool_or(not secure and not same_site) then 'sets a cookie with neither Secure nor SameSite'
         when bool_or(not secure) then 'sets a cookie without Secure'
         when bool_or(not same_site) then 'sets a cookie without SameSite'
         when bool_and(secure and same_site) then 'gives Secure and SameSite'
         else 'computes the attributes of the cookie' end                    as reason,
    path,
    min(line)                                                                as line
from cookie_write
where not is_test
group by integration, path, via, cookie
