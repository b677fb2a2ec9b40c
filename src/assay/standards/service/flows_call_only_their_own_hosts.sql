/*
title     = "A flow calls the provider that the shopper chose, and no other"
level     = "should"
why       = "A provider that nobody chose slows the payment step, learns of the shopper, and takes the step down with it when it fails."
fix       = "Load and start a provider's code when its way to pay is selected, not before."
effort    = "design"
reference = ["OWASP API Security Top 10, API10:2023 Unsafe Consumption of APIs"]
since     = "0.1"
evidence  = ["call"]
*/
with known as (
    select distinct site, provider from provider_host
    union
    select distinct c.host as site, u.provider
    from call c join integration u on strpos(c.host, u.provider || '.') > 0
    where u.provider is not null and length(u.provider) > 3
),
called as (
    select
        c.integration, c.recording, c.path, c.entry, c.line, c.host, k.provider,
        strpos(regexp_replace(lower(coalesce(c.recording, '') || c.integration || coalesce(u.provider, '')), '[^a-z0-9]', '', 'g'),
            regexp_replace(k.provider, '[^a-z0-9]', '', 'g')) > 0 as chosen
    from call c
    join known k on c.host = k.site or c.host like '%.' || k.site
    join integration u on u.integration = c.integration
    where c.party = 'third'
)
select
    integration,
    recording || ' ' || provider                           as subject,
    bool_and(chosen)                                       as met,
    case when bool_and(chosen) then 'calls ' || string_agg(distinct host, ', ' order by host) || ', as its name says'
         else 'calls ' || string_agg(distinct host, ', ' order by host) || ' of ' || provider
            || ' (exchanges: ' || count(*) || '), though neither the flow nor the integration names it' end as reason,
    path,
    min(line)                                              as line
from (
    select integration, recording, path, entry, line, host, min(provider) as provider, bool_or(chosen) as chosen
    from called group by integration, recording, path, entry, line, host
) exchanges
group by integration, recording, path, provider
