/*
title     = "Channels define the parameters and servers that they name"
level     = "should"
why       = "Who subscribes to an address with a parameter that nobody explains, or at a server that nobody states, waits for orders that never come."
fix       = "Define each parameter of the address under parameters, each server under servers, and take out what is in neither."
effort    = "line"
reference = ["AsyncAPI 3.0.0 Channel Object (https://www.asyncapi.com/docs/reference/specification/v3.0.0#channelObject)"]
since     = "0.1"
evidence  = []
answers   = ["spectral:asyncapi-channel-parameters", "spectral:asyncapi-channel-servers", "spectral:asyncapi-3-channel-servers"]
*/
select
    c.integration,
    c.api || ' ' || c.channel                              as subject,
    case when coalesce(c.undefined, c.unused, c.unknown_servers) is not null then false
         when c.address is not null then true end          as met,
    case when c.undefined is not null then 'does not define the parameters of its address: ' || c.undefined
         when c.unused is not null then 'defines parameters that are not in its address: ' || c.unused
         when c.unknown_servers is not null then 'names servers that are not defined: ' || c.unknown_servers
         when c.address is null then 'has no address that could be looked at'
         else 'defines all that it names' end              as reason,
    c.path,
    c.pointer,
    case when coalesce(c.undefined, c.unused) is not null then 'spectral:asyncapi-channel-parameters'
         when c.unknown_servers is not null and a.major = 2 then 'spectral:asyncapi-channel-servers'
         when c.unknown_servers is not null then 'spectral:asyncapi-3-channel-servers' end as answers
from async_channel c
join async_api a on a.api = c.api
