/*
title     = "Disputes for each approved payment"
unit      = "ratio"
better    = "lower"
kind      = "compliance"
why       = "Card networks fine shops whose disputes pass a share of their payments, and close them in the end."
formula   = "disputes opened in the last whole month / attempts approved in that month; of Mastercard, in the month before it"
reference = ["Visa Core Rules, Dispute Monitoring Program", "Mastercard Security Rules and Procedures, Excessive Chargeback Program"]
*/
with opened as (
    select integration, provider, dispute, min(network) as network, cast(min(opened_at) as date) as day
    from dispute where coalesce(environment, 'production') = 'production' group by integration, provider, dispute
),
month as (
    select date_trunc('month', cast($as_of as date)) as until,
        date_trunc('month', cast(date_trunc('month', cast($as_of as date)) - interval 1 day as date)) as since
),
happened as (
    select integration, network, day, 1 as disputes, 0 as approved from opened
    union all
    select integration, network, cast(decided_at as date) as day, 0 as disputes, 1 as approved from payment_attempt
    where outcome = 'approved' and coalesce(environment, 'production') = 'production'
),
counted as (
    select h.integration, '' as dimension, h.disputes, h.approved
    from happened h join month m on h.day >= m.since and h.day < m.until
    union all
    select h.integration, 'network=' || h.network as dimension, h.disputes, h.approved
    from happened h join month m on
        (h.day >= m.since and h.day < m.until and (h.network <> 'mastercard' or h.disputes = 1))
        or (h.day >= date_trunc('month', cast(m.since - interval 1 day as date)) and h.day < m.since
            and h.network = 'mastercard' and h.approved = 1)
    where h.network is not null
)
select integration, dimension, sum(disputes) as numerator, sum(approved) as denominator
from counted group by integration, dimension having sum(approved) > 0
