/*
title     = "Who is told to wait, waits"
level     = "should"
why       = "A client that comes again at once keeps the limit exceeded: everybody's payments are refused for longer, and at last its own key is blocked."
fix       = "On 429 and 503 read Retry-After, wait that long, and send the same request again with its idempotency key."
effort    = "local"
reference = ["RFC 9110 section 10.2.3", "RFC 6585 section 4"]
limits    = { slack_ms = 100 }
since     = "0.1"
evidence  = ["call", "call_header"]
provoked  = true
*/
with told as (
    select c.integration, c.recording, c.path, c.origin, c.entry, c.line, c.method, c.route, c.status,
        lead(c.started_at) over (
            partition by c.path, c.host, c.method, c.route order by c.started_at, c.entry) as again_at,
        c.started_at, c.duration_ms
    from call c
    left join trial_exchange t on t.path = c.path and t.entry = c.entry
    -- What a trial of an API sends is of its own making: nobody waits there.
    where t.entry is null
),
judged as (
    select t.*, h.value as said, try_cast(h.value as double) as wait_s,
        date_diff('millisecond', t.started_at, t.again_at) - coalesce(t.duration_ms, 0) as waited_ms
    from told t
    join call_header h on h.path = t.path and h.entry = t.entry and h.side = 'response' and h.name = 'retry-after'
    where t.status in (429, 503) and h.value is not null
)
select
    integration,
    coalesce(recording, path) || ' #' || entry || ' ' || method || ' ' || route as subject,
    case when started_at is null or wait_s is null then null
         when again_at is null then true
         else waited_ms >= wait_s * 1000 - $slack_ms end as met,
    case when wait_s is null then 'was answered ' || status || ', to come again at a time that is written out (' || left(said, 40) || ')'
         when started_at is null then 'was answered ' || status || ', told to wait ' || said || ' s, and nothing tells when it came again'
         when again_at is null then 'was answered ' || status || ', told to wait ' || said || ' s, and did not come again'
         else 'was answered ' || status || ', told to wait ' || said || ' s, and came again after '
              || round(waited_ms / 1000.0, 2) || ' s' end as reason,
    path,
    line,
    origin
from judged
