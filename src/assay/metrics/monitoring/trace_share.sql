/*
title     = "Own calls that carry a trace"
unit      = "ratio"
better    = "higher"
kind      = "reliability"
why       = "Only traced calls can be followed."
formula   = "first-party calls with a valid traceparent / first-party calls"
reference = ["https://www.w3.org/TR/trace-context/#traceparent-header"]
*/
select integration, count(trace_id) as numerator, count(*) as denominator from call where party = 'first' group by integration
