-- Mean that does not depend on the order of its rows: sums of decimals are exact, sums of floats are not.
create or replace macro exact_mean(number) as (
    round(avg(number::decimal(18, 6))::double, 6)
)
