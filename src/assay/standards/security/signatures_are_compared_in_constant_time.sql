/*
title     = "Signatures are compared in constant time"
level     = "should"
why       = "A comparison that ends at the first difference takes longer the more of a forged signature is right: with many answers it can be guessed, byte by byte."
fix       = "Compare with crypto.timingSafeEqual (Node) or hmac.compare_digest (Python), or let the provider's library verify."
effort    = "line"
reference = ["Standard Webhooks 1.0.0, Verifying signatures", "CWE-208", "https://nodejs.org/api/crypto.html (crypto.timingSafeEqual)", "https://docs.python.org/3/library/hmac.html (hmac.compare_digest)"]
since     = "0.1"
*/
select
    integration,
    compared || ' in ' || path                                   as subject,
    bool_and(constant_time)                                      as met,
    case when bool_and(constant_time) then 'compared by ' || min(via)
         else 'an HMAC is compared by ' || min(case when not constant_time then via end) end as reason,
    path,
    min(line)                                                    as line
from signature_comparison
where not is_test
group by integration, compared, path
