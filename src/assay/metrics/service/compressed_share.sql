/*
title     = "Text that is sent compressed"
unit      = "ratio"
better    = "higher"
kind      = "performance"
why       = "JSON and HTML shrink to a fifth."
formula   = "own text answers of 1400 bytes and more with Content-Encoding / own text answers of 1400 bytes and more"
reference = ["RFC 9110 section 8.4", "Lighthouse uses-text-compression (IGNORE_THRESHOLD_IN_BYTES = 1400)"]
*/
select c.integration, count(h.value) as numerator, count(*) as denominator
from call c
left join call_header h
    on h.path = c.path and h.entry = c.entry and h.side = 'response' and h.name = 'content-encoding' and h.value <> 'identity'
where c.party = 'first' and c.response_bytes >= 1400 and regexp_matches(c.response_type, '^text/|json|xml|javascript')
group by c.integration
