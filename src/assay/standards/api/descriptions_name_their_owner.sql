/*
title     = "Descriptions say what an API is for, and whom to ask"
level     = "may"
why       = "When a payment fails on the other side of an API, minutes go to finding out whose it is."
fix       = "State info.description, and info.contact with a name and an address that is read."
effort    = "line"
reference = ["OpenAPI 3.1.1 section 4.8.2 (Info Object)", "https://owasp.org/API-Security/editions/2023/en/0xa9-improper-inventory-management/"]
since     = "0.1"
evidence  = []
answers   = ["spectral:info-contact", "spectral:info-description", "owasp:API9:2023"]
*/
select
    integration,
    api                                                    as subject,
    case when valid is null and operations = 0 and not (described and contact) then null else described and contact end as met,
    api || ' ' || case when described and contact then 'says what it is for, and whom to ask'
         when valid is null and operations = 0 then 'is of a version that is not known (' || format_version || '): what it says was not read'
         when described then 'says what it is for, but not whom to ask'
         when contact then 'says whom to ask, but not what it is for'
         else 'says neither what it is for nor whom to ask' end as reason,
    path,
    pointer || '/info'                                     as pointer,
    case when described then 'spectral:info-contact owasp:API9:2023' when contact then 'spectral:info-description owasp:API9:2023' end as answers
from api_description
where format = 'openapi'
