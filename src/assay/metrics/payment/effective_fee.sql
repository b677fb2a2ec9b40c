/*
title     = "Effective fee"
unit      = "bps"
better    = "lower"
kind      = "domain"
why       = "The price list says what a payment costs; the settlement says what it did cost, with every minimum and surcharge."
formula   = "fees of captures / gross of captures, in basis points (hundredths of a percent), of lines that are paid out in their own currency, by currency"
reference = ["https://docs.adyen.com/reporting/settlement-reconciliation/transaction-level/settlement-details-report"]
*/
select integration, 'currency=' || currency || case when environment in ('sandbox', 'test', 'local') then ' environment=' || environment else '' end as dimension,
    10000.0 * sum(fee_minor) / nullif(sum(gross_minor), 0) as value, sum(fee_minor) as numerator, sum(gross_minor) as denominator
from settlement_line
where kind = 'capture' and currency = settled_currency and fee_minor is not null and gross_minor is not null
group by integration, currency, environment
