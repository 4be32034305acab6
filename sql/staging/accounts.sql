-- One row per account and span of time: what it was from valid_from up to, and not with, valid_to.
select
    account_id,
    valid_from,
    lead(valid_from) over (partition by account_id order by valid_from) as valid_to,
    plan,
    revenue,
    currency,
    segment,
from raw.accounts
