/*
title     = "A collection is read in few pages"
level     = "should"
why       = "Each page is a round trip that can begin only when the one before has ended; pages of ten make a list of two hundred take twenty."
fix       = "Ask for pages as large as what shows or handles them needs (limit, per_page, page_size); read the rest when it is asked for."
effort    = "line"
reference = ["https://google.aip.dev/158", "RFC 8288"]
since     = "0.1"
limits    = { pages = 3 }
*/
with addressed as (
    select integration, host, route, path, recording, page, url_digest, line,
        replace(replace(replace(replace(url, '%5B', '['), '%5b', '['), '%5D', ']'), '%5d', ']') as address
    from call
    where method = 'GET' and status = 200 and contains(url, '?')
), marked as (
    -- What says where to go on is taken out, so that pages of one collection are alike.
    select *,
        regexp_replace(address, '([?&])(?:page|page_?number|page_?no|page_?index|offset|skip|start|start_?index|from|cursor|after|starting_after|page_?token|next_?token|continuation|marker|page\[(?:number|offset|cursor|after)\])=[^&]*', '\1', 'gi') as collection
    from addressed
), paged as (
    select * from marked where collection <> address
), views as (
    select integration, coalesce(host, 'an unknown host') as host, route, path, recording, collection, page,
        count(distinct url_digest) as pages, min(line) as line
    from paged
    group by integration, host, route, path, recording, collection, page
), ranked as (
    select *, row_number() over (partition by integration, host, route order by pages desc, path, page, collection) as place
    from views
)
select
    integration,
    host || ' GET ' || route                               as subject,
    pages <= $pages                                        as met,
    pages || case when pages = 1 then ' page is' else ' pages are' end
        || ' read in one page view of ' || coalesce(recording, 'a recording') as reason,
    path,
    line
from ranked
where place = 1
