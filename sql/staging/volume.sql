-- One row in all: how much was heard by as_of, the base of trends and of reach. Repetitions are left out.
select
    count(*) as statement_count,
    count(distinct customer_id) as customer_count,
    count(*) filter (where said_at > getvariable('as_of')::timestamp - interval 28 days) as recent_count,
    count(*) filter (
        where said_at <= getvariable('as_of')::timestamp - interval 28 days
        and said_at > getvariable('as_of')::timestamp - interval 112 days
    ) as earlier_count,
from staging.statements
where duplicate_of is null and is_known(said_at)
