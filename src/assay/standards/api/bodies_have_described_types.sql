/*
title     = "Bodies are of a media type that is described"
level     = "should"
why       = "A client reads an answer by its media type; a page of HTML where JSON is described fails in its parser, not in its handling of errors."
fix       = "Describe the media type, or send one that is described; mind what proxies and error pages answer."
effort    = "outside"
reference = ["OpenAPI 3.1 section 4.8.14", "RFC 9110 section 8.3", "Schemathesis content_type_conformance (https://schemathesis.readthedocs.io/en/stable/reference/checks/)"]
since     = "0.1"
provoked  = true
evidence  = []
*/
with odd as (
    select m.integration, m.api, m.operation, x.side, x.name, x.message, count(*) as calls
    from api_match m join api_mismatch x on x.path = m.path and x.entry = m.entry
    where x.kind = 'type_undocumented' and not (x.side = 'request' and x.origin in ('trial', 'probe'))
    group by all
),
said as (
    select integration, api, operation,
        string_agg(side || ': ' || name || ' (' || calls || ') ' || message, '; ' order by side, name) as odd
    from odd group by all
)
select
    m.integration,
    m.api || ' ' || m.operation                            as subject,
    case when min(s.odd) is not null then false when count(m.type_described) > 0 then true end as met,
    coalesce(min(s.odd), case when count(m.type_described) = 0 then 'nothing that was recorded says of which type its bodies are'
        else 'the bodies of ' || count(m.type_described) || ' calls have types that are described' end) as reason,
    coalesce(min(case when not m.type_described then m.path end), min(m.path)) as path,
    arg_min(m.line, case when not m.type_described then m.path || '#' || right('00000' || m.entry, 6) end) as line,
    coalesce(min(m.origin) filter (not m.type_described), min(m.origin)) as origin
from api_match m left join said s on s.integration = m.integration and s.api = m.api and s.operation = m.operation
where m.described_status is not null
group by m.integration, m.api, m.operation
