-- fail: A week or a day of a theme counts other customers or mentions than its evidence.
with days as (
    select subject_id as theme_id, customer_id, said_at::date as said_on, count(*) as mention_count
    from marts.evidence
    where subject_type = 'theme' and is_counted and stance = 'supports' and said_at is not null
    group by subject_id, customer_id, said_at::date
),

-- By day only who did not speak of it in the seven days before.
voices as (
    select
        *,
        coalesce(said_on - lag(said_on) over (partition by theme_id, customer_id order by said_on) > 7, true)
            as is_fresh,
    from days
),

shown as (
    select
        theme_id,
        'week' as period,
        week_of(said_on) as period_start,
        count(distinct customer_id) as customer_count,
        sum(mention_count)::bigint as mention_count,
    from voices
    group by theme_id, week_of(said_on)

    union all

    select theme_id, 'day', said_on, count(*), sum(mention_count)::bigint
    from voices
    where is_fresh
    group by theme_id, said_on
)

select
    trends.theme_id,
    trends.period,
    trends.period_start,
    trends.customer_count,
    shown.customer_count as shown_customer_count,
    trends.mention_count,
    shown.mention_count as shown_mention_count,
from marts.theme_trends as trends
left join shown
    on shown.theme_id = trends.theme_id and shown.period = trends.period and shown.period_start = trends.period_start
where trends.segment = 'all'
    and trends.theme_id in (select theme_id from marts.pain_points)
    and (trends.customer_count, trends.mention_count)
        is distinct from (coalesce(shown.customer_count, 0), coalesce(shown.mention_count, 0))
order by trends.theme_id, trends.period, trends.period_start
