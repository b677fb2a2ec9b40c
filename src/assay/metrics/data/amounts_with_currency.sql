/*
title     = "Amounts with a currency beside them"
unit      = "ratio"
better    = "higher"
kind      = "domain"
why       = "An amount without a currency is a number, not money."
formula   = "amounts with a currency / amounts"
reference = ["ISO 4217, list one (SIX, 2024-06-25)"]
*/
select integration, count(currency) as numerator, count(*) as denominator from money_amount group by integration
