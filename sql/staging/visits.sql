-- One row per week and earlier week in which its customers were last heard (null: never before): how many they are.
-- Those active from week a to week b are the customers with week_on in [a, b] and previous_week_on before a, or null.
with weeks as (
    select distinct coalesce(customer_id, feedback_id) as customer_id, week_of(said_at) as week_on
    from staging.customer_messages
    where said_at is not null and is_known(said_at)
),

pairs as (
    select week_on, lag(week_on) over (partition by customer_id order by week_on) as previous_week_on
    from weeks
)

select week_on, previous_week_on, count(*) as customer_count
from pairs
group by week_on, previous_week_on
