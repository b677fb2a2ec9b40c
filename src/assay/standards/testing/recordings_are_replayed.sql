/*
title     = "Every recording is replayed by a test that runs"
level     = "should"
why       = "A recording that no running test replays proves nothing and grows old unseen."
fix       = "Switch its test on again, or delete the recording."
effort    = "line"
reference = ["https://playwright.dev/docs/mock#mocking-with-har-files"]
since     = "0.1"
evidence  = ["recording"]
*/
select
    r.integration,
    r.name                                                 as subject,
    count(case when not u.in_comment and not u.disabled then 1 end) > 0 as met,
    case when count(case when not u.in_comment and not u.disabled then 1 end) > 0 then 'is replayed'
         when count(u.path) > 0 then 'is named only by a test that does not run, in ' || min(u.path)
         else 'is named by no test' end                    as reason,
    r.path
from recording r
left join recording_use u on u.recording = r.name
group by r.integration, r.name, r.path
