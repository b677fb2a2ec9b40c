/*
title     = "Own calls that carry a trace"
unit      = "ratio"
better    = "higher"
kind      = "reliability"
why       = "Only traced calls can be followed."
formula   = "first-party calls with a valid traceparent / first-party calls"
reference = ["W3C Trace Context"]
*/
select integration, count(trace_id) as numerator, count(*) as denominator from call where party = 'first' group by integration
