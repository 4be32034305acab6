-- One row per theme, day or week, segment and source in which it was heard: how many customers, and their statements.
-- Segment all is everybody; account segments are counted by week only. A day counts fresh voices.
with voices as materialized (
    from staging.theme_voices
),

weeks as (
    select
        theme_id,
        customer_id,
        week_of(said_on) as period_start,
        arg_min(source, said_on) as source,
        arg_min(segment, said_on) as segment,
        sum(mention_count) as mention_count,
        sum(sentiment_sum) as sentiment_sum,
    from voices
    group by theme_id, customer_id, week_of(said_on)
),

listed as (
    select theme_id, 'day' as period, said_on as period_start, 'all' as segment, source, mention_count, sentiment_sum
    from voices
    where is_fresh

    union all

    select
        theme_id,
        'week' as period,
        period_start,
        unnest(if(segment is null, ['all'], ['all', segment])) as segment,
        source,
        mention_count,
        sentiment_sum,
    from weeks
)

select
    theme_id,
    period,
    period_start,
    segment,
    source,
    count(*) as customer_count,
    sum(mention_count)::bigint as mention_count,
    sum(sentiment_sum) as sentiment_sum,
from listed
group by theme_id, period, period_start, segment, source
