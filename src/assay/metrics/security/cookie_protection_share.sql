/*
title     = "Cookies with all three protections"
unit      = "ratio"
better    = "higher"
kind      = "security"
why       = "Each missing attribute is a way to steal or to ride a session."
formula   = "cookies with Secure, HttpOnly and SameSite / cookies whose attributes can be seen"
reference = ["RFC 6265"]
*/
select integration, count(case when secure and http_only and same_site is not null then 1 end) as numerator, count(*) as denominator
from call_cookie where secure is not null and http_only is not null group by integration
