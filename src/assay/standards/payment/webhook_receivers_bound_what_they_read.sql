/*
title     = "Receivers of webhooks bound what they read"
level     = "should"
why       = "Before its signature is verified a delivery is anybody's: who reads all of it, or waits for ever, can be filled up or kept busy."
fix       = "Refuse bodies above some 256 KiB with 413 while they are read, and give slow senders up after some seconds, in the server or the proxy before it."
effort    = "setting"
reference = ["RFC 9110 sections 15.5.14 and 15.5.9", "Standard Webhooks 1.0.0, Payload size (usually smaller than 20 kB)"]
since     = "0.1"
evidence  = []
provoked  = true
*/
select
    integration,
    provider || ' ' || intent || ': ' || question                as subject,
    held                                                         as met,
    reason,
    path,
    line
from webhook_question
where intent in ('oversized', 'slow')
