/*
title     = "Source holds no card number but published test cards"
level     = "must"
why       = "A card number in a repository is a card number published, and belongs to somebody."
fix       = "Use a number from the provider's list of test cards, and remove the old one from the history."
effort    = "line"
reference = ["PCI DSS 4.0.1 requirement 3.5.1", "PCI DSS 4.0.1 requirement 6.5.5"]
since     = "0.1"
evidence  = ["searched_file"]
*/
select
    f.integration,
    f.path                                                as subject,
    case when coalesce(c.own, 0) = 0 then true when f.is_test then null else false end as met,
    case when c.own > 0 then c.own || ' found that no provider is known to publish for testing'
         when c.published > 0 then 'only published test cards, ' || c.published
         else 'none was recognised in ' || f.bytes || ' bytes' end
    || case when c.own > 0 and f.is_test then '; in test code it may be made up' else '' end as reason,
    f.path,
    c.line
from searched_file f
left join (
    select path, count(*) filter (where not test_value) as own, count(*) filter (where test_value) as published,
        min(line) filter (where not test_value) as line
    from sensitive_datum
    where place = 'source' and kind = 'pan'
    group by path
) c on c.path = f.path
