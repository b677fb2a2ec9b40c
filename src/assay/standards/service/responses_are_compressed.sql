/*
title     = "Text is sent compressed"
level     = "should"
why       = "JSON and HTML shrink to a fifth; uncompressed, a slow phone waits for the rest at the moment of paying."
fix       = "Compress text of more than one packet at the edge (br, zstd or gzip)."
effort    = "outside"
reference = ["RFC 9110 section 8.4", "https://developer.chrome.com/docs/lighthouse/performance/uses-text-compression (1.4 KiB)"]
since     = "0.1"
evidence  = ["call", "call_header"]
limits    = { bytes = 1400 }
*/
select
    c.integration,
    c.method || ' ' || c.route                             as subject,
    count(h.value) = count(*)                              as met,
    (count(*) - count(h.value)) || ' of ' || count(*) || ' answers came uncompressed'
        || coalesce(', up to ' || max(case when h.value is null then c.response_bytes end) || ' bytes', '') as reason,
    coalesce(min(case when h.value is null then c.path end), min(c.path)) as path,
    arg_min(c.line, case when h.value is null then c.path || '#' || right('00000' || c.entry, 6) end) as line
from call c
left join call_header h
    on h.path = c.path and h.entry = c.entry and h.side = 'response' and h.name = 'content-encoding' and h.value <> 'identity'
where c.party = 'first' and c.response_bytes >= $bytes
  and regexp_matches(c.response_type, '^text/|json|xml|javascript')
group by c.integration, c.method, c.route
