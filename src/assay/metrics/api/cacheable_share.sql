/*
title     = "Answers that a browser need not load again"
unit      = "ratio"
better    = "higher"
kind      = "performance"
why       = "What may be kept, or be told to be unchanged, is loaded once; the rest each time."
formula   = "own answers 200 to GET that may be stored and have a lifetime or a validator (ETag, Last-Modified) / own answers 200 to GET whose headers were recorded"
reference = ["RFC 9111 sections 3 and 4.2", "RFC 9110 section 8.8"]
*/
select c.integration,
    count(*) filter (not h.never and (h.validator or h.lifetime)) as numerator,
    count(*) as denominator
from call c
join (
    select path, entry,
        coalesce(bool_or(name = 'cache-control' and regexp_matches(value, 'no-store', 'i')), false) as never,
        bool_or(name in ('etag', 'last-modified')) as validator,
        bool_or(name = 'expires'
            or (name = 'cache-control' and regexp_matches(value, 'max-age\s*=\s*"?[1-9]', 'i'))) as lifetime
    from call_header
    where side = 'response'
    group by path, entry
) h on h.path = c.path and h.entry = c.entry
where c.party = 'first' and c.method = 'GET' and c.status = 200
group by c.integration
