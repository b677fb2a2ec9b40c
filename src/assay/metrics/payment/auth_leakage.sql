/*
title     = "Authorised and let go"
unit      = "share"
better    = "lower"
kind      = "domain"
why       = "An authorisation that lapses was a sale; nobody chose to give it up."
formula   = "amount authorised of payments that expired, or are authorised and no more for 30 days / amount authorised, for each currency"
reference = ["authorization_validity.csv", "https://docs.stripe.com/payments/place-a-hold-on-a-payment-method"]
limits    = { after_days = 30 }
*/
select integration, 'currency=' || currency as dimension,
    cast(sum(case when state = 'expired' or (state = 'authorized' and happened_at < $as_of - $after_days * interval 1 day)
        then authorized_minor - least(captured_minor, authorized_minor) else 0 end) as double) / sum(authorized_minor) as value,
    cast(sum(case when state = 'expired' or (state = 'authorized' and happened_at < $as_of - $after_days * interval 1 day)
        then authorized_minor - least(captured_minor, authorized_minor) else 0 end) as double) as numerator,
    cast(sum(authorized_minor) as double) as denominator
from payment_step
where is_last and authorized_minor > 0 and currency is not null and coalesce(environment, 'production') = 'production'
group by integration, currency
