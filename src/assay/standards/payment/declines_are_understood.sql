/*
title     = "Every decline is of a known class"
level     = "should"
why       = "Who does not know whether a decline is soft, hard or a call for authentication shows the shopper the wrong message and retries in vain."
fix       = "Map the code to a class in one table, and alert on codes that fall through; tell us of one that is missing."
effort    = "local"
reference = ["https://docs.stripe.com/declines/codes", "https://docs.adyen.com/development-resources/refusal-reasons"]
since     = "0.1"
evidence  = []
provoked  = true
*/
with code as (select provider, code, min(class) as class from decline_code group by provider, code),
said as (
    select integration, origin, provider, decline_code, network, network_code, count(*) as declines,
        min(path) as path, min(line) as line
    from payment_attempt
    where outcome = 'declined'
    group by integration, origin, provider, decline_code, network, network_code
),
classed as (
    select s.*, coalesce(d.class, n.class) as class,
        case when s.decline_code is not null then l.provider end as listed
    from said s
    left join code d on d.provider = s.provider and d.code = s.decline_code
    left join code n on n.provider = s.network and n.code = s.network_code
    left join (select distinct provider from decline_code) l on l.provider = s.provider
)
select
    integration,
    provider || ' ' || coalesce(decline_code, network || ' ' || network_code, 'without a code') as subject,
    case when min(class) is not null then true when min(listed) is not null then false end as met,
    sum(declines) || ' declines'
        || case when min(class) is not null then ': ' || min(class)
                when min(listed) is not null then ' with a code that no list of ' || provider || ' has'
                when decline_code is null and min(network_code) is null then ' tell no code'
                else ', and no list of these codes is known' end as reason,
    min(path)                                              as path,
    min(line)                                              as line,
    origin
from classed
group by integration, origin, provider, decline_code, case when decline_code is null then network || ' ' || network_code end,
    coalesce(decline_code, network || ' ' || network_code, 'without a code')
