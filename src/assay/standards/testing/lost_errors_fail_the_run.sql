/*
title     = "Errors that nobody handles fail the run"
level     = "must"
why       = "Node ends a run at a rejected promise that nobody handles, unless a handler is set: one that only logs turns a broken payment into a green test."
fix       = "Throw in the handler, or delete it and mend the promises that it was meant to silence."
effort    = "line"
reference = ["Node.js: Command-line API, --unhandled-rejections=mode (throw)", "https://github.com/nodejs/node/commit/f66bb57c13"]
since     = "0.1"
evidence  = ["test_guard"]
*/
select
    integration,
    path                                                                as subject,
    case when bool_or(not fails) then false when count(fails) = count(*) then true end as met,
    case when bool_or(not fails) then 'the handler of unhandled rejections neither throws nor ends the run: they are lost'
         when count(fails) = count(*) then 'the handler of unhandled rejections makes the run fail'
         else 'what the handler of unhandled rejections does stands elsewhere' end as reason,
    path,
    min(line)                                                           as line
from test_guard
where guard = 'rejections'
group by integration, path
