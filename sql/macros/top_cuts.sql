-- The three plans, segments or countries that surely stand out, by the near end of the lift's interval, as JSON.
create or replace macro top_cuts(dimension, value, customer_count, lift, lift_lo) as (
    to_json(list(
        {dimension: dimension, value: value, customer_count: customer_count, lift: lift, lift_lo: lift_lo}
        order by lift_lo desc, customer_count desc, dimension, value
    ) filter (where dimension in ('plan', 'segment', 'country') and customer_count > 1 and lift_lo > 1)[1:3])::varchar
)
