/*
title     = "Scripts from elsewhere carry the hash of what they must be"
level     = "must"
why       = "Whoever changes the provider's file, or its way to the shopper, runs code on the page that takes the card."
fix       = "Load a full version and give integrity and crossorigin; for an SDK without versions, watch what is served and waive this."
effort    = "local"
reference = ["PCI DSS v4.0.1 requirement 6.4.3", "https://docs.adyen.com/online-payments/script-security-compliance/", "https://w3c.github.io/webappsec-subresource-integrity/"]
since     = "0.1"
*/
select
    integration,
    path || ': ' || coalesce(url, 'an address that is computed')             as subject,
    case when bool_or(names_version and (not integrity or not crossorigin)) then false
         when bool_and(integrity and crossorigin) then true end              as met,
    case when bool_or(names_version and not integrity)
         then 'loads a fixed version without integrity: whatever is served there runs'
         when bool_or(names_version and not crossorigin)
         then 'gives integrity but no crossorigin: the browser cannot compare what comes from another host'
         when bool_and(integrity and crossorigin) and bool_or(conditional)
         then 'gives integrity and crossorigin where it knows the hash'
         when bool_and(integrity and crossorigin) then 'gives integrity and crossorigin'
         when bool_or(url is null) then 'computes the address and gives no integrity: what is loaded cannot be seen here'
         when bool_or(not names_version)
         then 'names no full version, so that what is served may change and no hash can hold: nothing here assures what runs'
         else 'computes the attributes of the script, so that integrity cannot be seen' end as reason,
    path,
    min(line)                                                                as line
from script_load
where not is_test and (url is null or host is not null)
group by integration, path, url
