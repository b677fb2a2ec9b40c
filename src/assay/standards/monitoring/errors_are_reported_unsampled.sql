/*
title     = "Errors of the checkout are reported, all of them"
level     = "should"
why       = "A payment method that breaks for one shopper in a hundred is not seen in a tenth of the errors, and a provider's SDK that throws is not seen at all when its frames are filtered."
fix       = "Keep every error of the payment step (sampleRate 1); drop noise by name, not whatever has a frame of another script."
effort    = "line"
reference = ["https://docs.sentry.io/platforms/javascript/sampling/"]
since     = "0.1"
*/
select
    integration,
    path || ': ' || via                                                      as subject,
    case when bool_or(coalesce(sample_rate, 1) < 1 or coalesce(drops_foreign, false)) then false
         when bool_or(states_rate and sample_rate is null or drops_foreign is null) then null
         else true end                                                       as met,
    case when bool_or(sample_rate < 1) then 'keeps ' || cast(round(100 * min(sample_rate)) as bigint) || ' % of the errors'
              || case when bool_or(overridable) then ' unless told otherwise' else '' end
         when bool_or(states_rate and sample_rate is null) then 'computes which share of the errors it keeps'
         else 'keeps all errors' end
    || case when bool_or(drops_foreign) then '; its filter looks at the frames and drops some: errors in other scripts, such as a provider''s SDK, are lost'
            when bool_or(drops_foreign is null) then '; its filter stands in another file' else '' end
    || coalesce('; drops more by ' || min(lists), '')                        as reason,
    path,
    min(line)                                                                as line
from error_reporting
where not is_test
group by integration, path, via
