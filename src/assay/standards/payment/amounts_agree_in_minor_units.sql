/*
title     = "Amounts agree in decimal and minor units"
level     = "must"
why       = "Two forms of one amount that differ mean that somebody pays, or is refunded, another sum than was shown."
fix       = "Compute one form from the other with the currency's exponent (ISO 4217), in one place."
effort    = "design"
reference = ["ISO 4217, list one (SIX, 2024-06-25)"]
since     = "0.1"
*/
select
    integration,
    'entry ' || entry || ' ' || field || ' in ' || path   as subject,
    abs(cast(decimal as double) * power(10, decimal_places) - minor) < 0.000001 as met,
    decimal || ' ' || coalesce(currency, '?') || ' with ' || decimal_places || ' decimal places is given as '
        || minor || ' minor units'                        as reason,
    path,
    line,
    origin
from money_amount
