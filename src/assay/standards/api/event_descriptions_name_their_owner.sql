/*
title     = "Descriptions of events say what they are for, and whom to ask"
level     = "may"
why       = "When events stop coming, minutes go to finding out whose they are."
fix       = "State info.description, info.contact with name, url and email, and info.license where others may use it."
effort    = "line"
reference = ["AsyncAPI 3.0.0 Info Object (https://www.asyncapi.com/docs/reference/specification/v3.0.0#infoObject)"]
since     = "0.1"
evidence  = []
answers   = ["spectral:asyncapi-info-description", "spectral:asyncapi-info-contact", "spectral:asyncapi-info-contact-properties", "spectral:asyncapi-info-license", "spectral:asyncapi-info-license-url"]
*/
select
    integration,
    api                                                    as subject,
    case when not known then null else described and contact <> '' end as met,
    case when not known then 'is of version ' || format_version || ', which is not known here'
         when not described and contact = '' then 'says neither what it is for nor whom to ask'
         when not described then 'does not say what it is for'
         when contact = '' then 'does not say whom to ask'
         else 'says what it is for, and whom to ask' end   as reason,
    path,
    '/info'                                                as pointer,
    case when not described and contact = '' then 'spectral:asyncapi-info-description spectral:asyncapi-info-contact'
         when not described then 'spectral:asyncapi-info-description'
         when contact = '' then 'spectral:asyncapi-info-contact' end as answers
from async_api
union all
select
    integration,
    api || ' contact',
    contact = 'name url email',
    case when contact = 'name url email' then 'says whom to ask by name, url and email'
         else 'says of whom to ask its ' || replace(contact, ' ', ' and ') || ', not name, url and email' end,
    path,
    '/info/contact',
    'spectral:asyncapi-info-contact-properties'
from async_api
where contact <> '' and known
union all
select
    integration,
    api || ' license',
    license and license_url,
    case when license and license_url then 'names its license, and where it is'
         when license then 'names a license, but not where it is'
         else 'says nothing of who may use it' end,
    path,
    '/info',
    case when license then 'spectral:asyncapi-info-license-url' else 'spectral:asyncapi-info-license' end
from async_api
where known
