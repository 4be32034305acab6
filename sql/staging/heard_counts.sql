-- One row per day or week, segment and source: customers heard, whatever they spoke of. Segment all is everybody.
-- A customer who is heard in two sources counts in the first one; account segments are counted by week only.
with said as (
    select
        customer_id,
        said_at,
        statement_id,
        source,
        segment,
        unnest(['day', 'week']) as period,
        unnest([said_at::date, week_of(said_at)]) as period_start,
    from staging.statements
    where duplicate_of is null and said_at is not null and is_known(said_at)
),

heard as (
    select
        period,
        period_start,
        customer_id,
        arg_min(source, (said_at, statement_id)) as source,
        arg_min(segment, (said_at, statement_id)) as segment,
    from said
    group by period, period_start, customer_id
),

listed as (
    select
        period,
        period_start,
        unnest(if(period = 'day' or segment is null, ['all'], ['all', segment])) as segment,
        source,
    from heard
)

select period, period_start, segment, source, count(*) as customer_count
from listed
group by period, period_start, segment, source
