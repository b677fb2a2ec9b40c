/*
title     = "Addresses of channels are plain names"
level     = "may"
why       = "Brokers take an address as it stands: one with a query, a fragment, an empty parameter or a slash at its end is another channel than the one that was meant."
fix       = "Name every parameter, state what a query would say in the bindings, and end without a slash."
effort    = "line"
reference = ["AsyncAPI 3.0.0 Channel Object, address (https://www.asyncapi.com/docs/reference/specification/v3.0.0#channelObject)"]
since     = "0.1"
evidence  = []
answers   = ["spectral:asyncapi-channel-no-empty-parameter", "spectral:asyncapi-3-channel-no-empty-parameter", "spectral:asyncapi-channel-no-query-nor-fragment", "spectral:asyncapi-3-channel-no-query-nor-fragment", "spectral:asyncapi-channel-no-trailing-slash", "spectral:asyncapi-3-channel-no-trailing-slash"]
*/
select
    c.integration,
    c.api || ' ' || c.channel                              as subject,
    not regexp_matches(c.address, '[{][}]|[?#]|./$')       as met,
    case when c.address is null then 'has no address: it is stated to be unknown'
         when c.address like '%{}%' then 'has a parameter without a name: ' || c.address
         when regexp_matches(c.address, '[?#]') then 'has a query or a fragment in its address: ' || c.address
         when c.address like '_%/' then 'ends with a slash: ' || c.address
         else 'has the address ' || c.address end          as reason,
    c.path,
    case when a.major = 3 then c.pointer || '/address' else c.pointer end as pointer,
    'spectral:asyncapi' || case when a.major = 3 then '-3' else '' end
        || case when c.address like '%{}%' then '-channel-no-empty-parameter'
                when regexp_matches(c.address, '[?#]') then '-channel-no-query-nor-fragment'
                when c.address like '_%/' then '-channel-no-trailing-slash' end as answers
from async_channel c
join async_api a on a.api = c.api
where c.address is not null or c.operations > 0
