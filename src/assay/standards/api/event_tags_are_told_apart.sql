/*
title     = "Events are grouped by tags"
level     = "may"
why       = "Catalogues of events are laid out by tags: a description without them lies in a heap, a tag that stands twice or says nothing groups nothing."
fix       = "State tags for the description, each once, with a description."
effort    = "line"
reference = ["AsyncAPI 3.0.0 Tag Object (https://www.asyncapi.com/docs/reference/specification/v3.0.0#tagObject)"]
since     = "0.1"
evidence  = []
answers   = ["spectral:asyncapi-tags", "spectral:asyncapi-3-tags", "spectral:asyncapi-tags-uniqueness", "spectral:asyncapi-3-tags-uniqueness", "spectral:asyncapi-tag-description", "spectral:asyncapi-3-tag-description"]
*/
select
    t.integration,
    t.api || ' ' || t.part                                 as subject,
    t.twice is null and (t.part <> 'api' or t.silent is null) as met,
    case when t.twice is not null then 'has these tags more than once: ' || t.twice
         when t.part = 'api' and t.silent is not null then 'has tags that nothing describes: ' || t.silent
         else 'has ' || t.tags || case when t.tags = 1 then ' tag' else ' tags' end || ', each once' end as reason,
    t.path,
    t.pointer,
    'spectral:asyncapi' || case when a.major = 3 then '-3' else '' end
        || case when t.twice is not null then '-tags-uniqueness' when t.part = 'api' and t.silent is not null then '-tag-description' else '-tags' end as answers
from async_tag t
join async_api a on a.api = t.api
union all
select
    integration,
    api,
    case when operations > 0 then false end,
    case when operations > 0 then 'has no tags' else 'has no tags, and nothing that they would group' end,
    path,
    case when major = 3 then '/info' else '' end,
    case when major = 3 then 'spectral:asyncapi-3-tags' else 'spectral:asyncapi-tags' end
from async_api
where tags = 0
