-- One row per account and span of time: what it was from valid_from up to, and not with, valid_to (at last: infinity).
-- Of two rows of one date the one that sorts last holds, and a check says so.
select
    account_id,
    valid_from,
    lead(valid_from, 1, 'infinity'::timestamp) over (
        partition by account_id
        order by valid_from, revenue nulls first, plan nulls first, segment nulls first, currency nulls first
    ) as valid_to,
    plan,
    revenue,
    currency,
    segment,
from raw.accounts
