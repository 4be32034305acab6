-- The three plans, segments or countries that stand out most, as JSON with customers and lift; null where none does.
create or replace macro top_cuts(dimension, value, customer_count, lift) as (
    to_json(list(
        {dimension: dimension, value: value, customer_count: customer_count, lift: lift}
        order by lift desc, customer_count desc, dimension, value
    ) filter (where dimension in ('plan', 'segment', 'country') and customer_count > 1 and lift > 1)[1:3])::varchar
)
