-- The values of one dimension with the customers of each, as JSON, most customers first; null where there are none.
create or replace macro cut_values(wanted, dimension, value, customer_count) as (
    to_json(
        list({value: value, customer_count: customer_count} order by customer_count desc, value)
            filter (where dimension = wanted)
    )::varchar
)
