/*
title     = "The parts of an order add up to its total"
level     = "must"
why       = "A total that is not the sum of its parts charges the shopper for something that nobody can show."
fix       = "Round once, at the end, on the server; derive the total from the parts."
effort    = "design"
reference = ["ISO 4217, list one (SIX, 2024-06-25)"]
since     = "0.1"
*/
select
    integration,
    document || ' in entry ' || entry || ' of ' || path         as subject,
    -- Less than half of the smallest coin is rounding.
    abs(cast(total as double) - cast(parts as double)) < 0.5 * power(10, -coalesce(decimal_places, 2)) as met,
    'total ' || total || ', ' || formula || ' = ' || parts       as reason,
    path,
    line,
    origin
from order_state
where total is not null and parts is not null
