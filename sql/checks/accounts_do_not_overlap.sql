-- warn: An account has several rows for one date; the one that sorts last holds.
select account_id, valid_from, count(*) as row_count
from raw.accounts
group by account_id, valid_from
having count(*) > 1
order by account_id, valid_from
