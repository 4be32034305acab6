-- warn: An account has more than a thousand times the median revenue: a slip of the decimal point, or of the unit?
with medians as (
    select median(revenue) as revenue
    from raw.accounts
    where revenue > 0
)

select accounts.account_id, accounts.valid_from, accounts.revenue, medians.revenue as median_revenue
from raw.accounts as accounts
cross join medians
where accounts.revenue > 1000 * medians.revenue
order by accounts.account_id, accounts.valid_from
