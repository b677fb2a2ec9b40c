/*
title     = "Observed answers are what consumers expect"
level     = "should"
why       = "A promise that traffic already breaks is a checkout that already fails, or a consumer that lives by luck."
fix       = "See which answer differs; mend the provider, or correct what the consumer expects and reads."
effort    = "design"
reference = ["Pact specification, response matching (https://github.com/pact-foundation/pact-specification/tree/version-4)"]
since     = "0.1"
evidence  = []
*/
select
    integration,
    consumer || ' of ' || provider || ': ' || interaction as subject,
    case when bool_or(not agrees) then false when bool_or(agrees) then true end as met,
    coalesce(min(case when not agrees then message end), min(case when agrees then message end), min(message)) as reason,
    coalesce(min(case when not agrees then path end), min(path)) as path,
    coalesce(arg_min(pointer, case when not agrees then path end), arg_min(pointer, path)) as pointer,
    coalesce(min(case when not agrees then origin end), min(origin)) as origin
from pact_agreement
where against = 'traffic'
group by integration, consumer, provider, interaction
