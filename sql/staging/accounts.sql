-- One row per account and span of time: what it was from valid_from up to, and not with, valid_to (at last: infinity).
-- Where rows of one date contradict each other, what they contradict each other in is unknown, and a check says so.
select
    account_id,
    valid_from,
    lead(valid_from, 1, 'infinity'::timestamp) over (partition by account_id order by valid_from) as valid_to,
    if(count(distinct plan) = 1, min(plan), null) as plan,
    if(count(distinct revenue) = 1, min(revenue), null) as revenue,
    if(count(distinct currency) = 1, min(currency), null) as currency,
    if(count(distinct segment) = 1, min(segment), null) as segment,
from raw.accounts
group by account_id, valid_from
