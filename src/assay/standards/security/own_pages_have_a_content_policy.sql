/*
title     = "The shop's own pages have a content security policy"
level     = "should"
why       = "Without a policy, one injected line reads the card number as it is typed and sends it anywhere."
fix       = "Send Content-Security-Policy with every page: script-src without unsafe-inline and unsafe-eval, object-src, base-uri and frame-ancestors."
effort    = "outside"
reference = ["https://www.w3.org/TR/CSP3/"]
since     = "0.1"
evidence  = ["call", "call_header"]
*/
select
    integration,
    host || ' ' || route                                   as subject,
    bool_and(missing = '')                                 as met,
    case when bool_and(missing = '') then 'all of ' || count(*) || ' answers have one'
         else count(case when missing <> '' then 1 end) || ' of ' || count(*) || ' answers: ' || max(missing) end as reason,
    coalesce(min(case when missing <> '' then path end), min(path)) as path,
    arg_min(line, case when missing <> '' then path || '#' || right('00000' || entry, 6) end) as line
from (
    select c.integration, c.host, c.route, c.path, c.entry, c.line,
        case when h.value is null then 'no policy'
             when regexp_matches(h.value, '(script|default)-src[^;]*unsafe-eval') then 'text may be run as code'
             -- Browsers ignore unsafe-inline beside a nonce or a hash.
             when regexp_matches(h.value, 'script-src[^;]*unsafe-inline')
                  and not regexp_matches(h.value, 'script-src[^;]*(nonce-|sha(256|384|512)-)') then 'scripts may be written inline'
             when not regexp_matches(h.value, 'script-src|default-src') then 'nothing limits scripts'
             when not regexp_matches(h.value, 'frame-ancestors') then 'no frame-ancestors'
             when not regexp_matches(h.value, 'base-uri') then 'no base-uri'
             else '' end as missing
    from call c
    left join (
        select path, entry, lower(min(value)) as value from call_header
        where side = 'response' and name = 'content-security-policy' group by path, entry
    ) h on h.path = c.path and h.entry = c.entry
    where c.party = 'first' and c.status = 200 and c.response_type = 'text/html'
) pages
group by integration, host, route
