/*
title     = "Source holds no card number but published test cards"
level     = "must"
why       = "A card number in a repository is a card number published, and belongs to somebody."
fix       = "Use a number from the provider's list of test cards, and remove the old one from the history."
reference = ["PCI DSS 4.0.1 requirement 3.5.1", "PCI DSS 4.0.1 requirement 6.5.5"]
since     = "0.1"
evidence  = ["searched_file"]
*/
select
    f.integration,
    f.path                                                as subject,
    coalesce(min(c.live), 0) = 0                          as met,
    case when min(c.live) > 0 then min(c.live) || ' found that no provider publishes for testing'
         when min(c.published) > 0 then 'only published test cards, ' || min(c.published)
         else 'none was recognised in ' || min(f.bytes) || ' bytes' end as reason,
    f.path,
    min(c.line)                                           as line
from searched_file f
left join (
    select path, count(*) filter (where not test_value) as live, count(*) filter (where test_value) as published,
        min(line) filter (where not test_value) as line
    from sensitive_datum
    where place = 'source' and kind = 'pan'
    group by path
) c on c.path = f.path
group by f.integration, f.path
