-- fail: An account has a negative revenue.
select account_id, valid_from, revenue
from raw.accounts
where revenue < 0
order by account_id, valid_from
