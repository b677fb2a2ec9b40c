/*
title     = "Events travel over TLS"
level     = "should"
why       = "Whoever sits between the shop and a broker without TLS reads every order, and can send one that nobody made."
fix       = "Connect by the protocol's secure form: wss, https, amqps, secure-mqtt or mqtts, kafka-secure, stomps…"
effort    = "outside"
reference = ["https://owasp.org/API-Security/editions/2023/en/0xa8-security-misconfiguration/", "RFC 9325 section 3", "AsyncAPI 3.0.0 Server Object, protocol (https://www.asyncapi.com/docs/reference/specification/v3.0.0#serverObject)"]
since     = "0.1"
evidence  = []
*/
select
    integration,
    api || ' server ' || server                            as subject,
    case when regexp_matches(host, '^(localhost|127[.].*|.*[.](local|localhost|test|internal))$') then true
         when protocol in ('wss', 'https', 'amqps', 'mqtts', 'secure-mqtt', 'kafka-secure', 'stomps', 'rediss', 'sns', 'sqs', 'googlepubsub', 'ibmmq-secure') then true
         when regexp_matches(address, ':(443|4443|5671|6380|8883|8884|9093)(/|$)') then null
         when named is not null then null
         when protocol in ('ws', 'http', 'amqp', 'mqtt', 'mqtt5', 'kafka', 'stomp', 'redis', 'nats', 'tcp') then false
         else null end                                     as met,
    case when regexp_matches(host, '^(localhost|127[.].*|.*[.](local|localhost|test|internal))$') then 'is on the machine or the network itself'
         when protocol in ('wss', 'https', 'amqps', 'mqtts', 'secure-mqtt', 'kafka-secure', 'stomps', 'rediss', 'sns', 'sqs', 'googlepubsub', 'ibmmq-secure') then 'is reached by ' || protocol
         when regexp_matches(address, ':(443|4443|5671|6380|8883|8884|9093)(/|$)') then 'is stated as ' || protocol || ', at a port that is used with TLS'
         when named is not null then 'is stated as ' || protocol || ', and asks for ' || named || ', which by its name goes over TLS'
         when protocol in ('ws', 'http', 'amqp', 'mqtt', 'mqtt5', 'kafka', 'stomp', 'redis', 'nats', 'tcp') then 'is stated to be reached by ' || protocol || ', which has no TLS'
         when protocol is null then 'states no protocol'
         else 'nobody can tell by its name whether ' || protocol || ' has TLS' end as reason,
    path,
    pointer || '/protocol'                                 as pointer
from (
    -- Kafka and MQTT say in their credentials, and not in their protocol, that there is TLS below.
    select s.*, (select min(regexp_extract(x.scheme, '[^/]+$')) from async_security x
                 where x.api = s.api and x.part = 'server' and x.name = s.server
                     and regexp_matches(lower(x.scheme), 'ssl|tls|x509|mutual')) as named
    from async_server s
) server
