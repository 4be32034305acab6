-- warn: An account has several rows for one date; what they contradict each other in is unknown.
select account_id, valid_from, count(*) as row_count
from raw.accounts
group by account_id, valid_from
having count(*) > 1
order by account_id, valid_from
