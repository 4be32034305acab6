-- fail: Revenue is in another currency than `currency` of the settings, or in none.
select account_id, valid_from, currency
from raw.accounts
where revenue is not null and currency is distinct from getvariable('currency')::varchar
order by account_id, valid_from
