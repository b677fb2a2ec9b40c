/*
title     = "Parameters and headers are as described"
level     = "should"
why       = "A parameter that is missing or of another form is refused at best; at worst it is left out of account, and the answer is about something else."
fix       = "Send each required parameter, in the type and style described; have the description mended where the provider takes more."
effort    = "local"
reference = ["OpenAPI 3.1 section 4.8.12", "RFC 6570"]
since     = "0.1"
provoked  = true
evidence  = []
*/
with calls as (
    select *, case when origin in ('trial', 'probe') then headers_valid
                   when parameters_valid = false or headers_valid = false then false
                   else parameters_valid and headers_valid end as valid
    from api_match where operation is not null
),
places as (
    select m.integration, m.api, m.operation, x.name || ' ' || x.message as said, count(distinct (x.path, x.entry)) as calls
    from api_match m join api_mismatch x on x.path = m.path and x.entry = m.entry
    where x.kind in ('parameter', 'parameter_missing', 'header', 'header_missing') and x.sure
        and not (x.side = 'request' and x.origin in ('trial', 'probe'))
    group by all
),
said as (
    select integration, api, operation,
        string_agg(said || ' (' || calls || ')', '; ' order by calls desc, said) filter (nth <= 3)
            || case when count(*) > 3 then '; and ' || (count(*) - 3) || ' more' else '' end as wrong
    from (select *, row_number() over (partition by integration, api, operation order by calls desc, said) as nth from places)
    group by all
)
select
    m.integration,
    m.api || ' ' || m.operation                            as subject,
    case when bool_or(m.valid = false) then false when bool_or(m.valid) then true end as met,
    count(case when m.valid then 1 end) || ' of ' || count(*) || ' calls have their parameters and headers as described'
        || case when count(*) > count(m.valid) then ', of ' || (count(*) - count(m.valid))
                || ' it cannot be told (masked or not recorded)' else '' end
        || coalesce(': ' || min(s.wrong), '')              as reason,
    coalesce(min(case when not m.valid then m.path end), min(m.path)) as path,
    arg_min(m.line, case when not m.valid then m.path || '#' || right('00000' || m.entry, 6) end) as line,
    coalesce(min(m.origin) filter (not m.valid), min(m.origin)) as origin
from calls m left join said s on s.integration = m.integration and s.api = m.api and s.operation = m.operation
group by m.integration, m.api, m.operation
