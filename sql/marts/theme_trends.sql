-- One row per theme and week, from the week it was first heard; a week has none where nothing at all was heard, or
-- where the theme has fewer customers than min_people, yet some.
-- theme_id: the theme
-- period: week
-- period_start: Monday of the week, UTC
-- segment: all
-- mention_count: pains and requests; repetitions by the same customer are left out
-- customer_count: distinct customers behind them
-- base_volume: all statements of that week, the base of rate_per_1000
-- rate_per_1000: mentions per 1,000 statements
-- baseline_rate: the same over the 12 heard weeks before; null without them
-- ratio: rate_per_1000 over baseline_rate
-- ci_lo: lower end of the interval of ratio; null until it is measured
-- ci_hi: upper end of it
-- q_value: of the week, over all themes; null until it is tested
-- is_partial: whether the week was not over at as_of
-- sentiment_mean: mean sentiment of the statements, -1 to 1
-- flag: what stands out; null until it is tested
-- run_id: the run that published it
with weeks as (
    select week_of(said_at) as week_on, count(*) as base_volume
    from staging.statements
    where duplicate_of is null and said_at is not null and is_known(said_at)
    group by week_on
),

heard as (
    select
        subject_id as theme_id,
        week_of(said_at) as week_on,
        count(*) as mention_count,
        count(distinct customer_id) as customer_count,
        exact_mean(sentiment) as sentiment_mean,
    from staging.evidence
    where subject_type = 'theme' and is_vote and said_at is not null
    group by subject_id, week_on
),

spans as (
    select theme_id, min(week_on) as first_week_on
    from heard
    group by theme_id
),

counted as (
    select
        spans.theme_id,
        weeks.week_on,
        weeks.base_volume,
        coalesce(heard.mention_count, 0) as mention_count,
        coalesce(heard.customer_count, 0) as customer_count,
        heard.sentiment_mean,
    from spans
    join weeks on weeks.week_on >= spans.first_week_on
    left join heard on heard.theme_id = spans.theme_id and heard.week_on = weeks.week_on
),

compared as (
    select
        *,
        1000 * share(mention_count, base_volume) as rate_per_1000,
        1000 * share(sum(mention_count) over earlier, sum(base_volume) over earlier) as baseline_rate,
    from counted
    window earlier as (partition by theme_id order by week_on rows between 12 preceding and 1 preceding)
)

select
    theme_id,
    'week' as period,
    week_on as period_start,
    'all' as segment,
    mention_count,
    customer_count,
    base_volume,
    round(rate_per_1000, 4) as rate_per_1000,
    round(baseline_rate, 4) as baseline_rate,
    round(rate_per_1000 / nullif(baseline_rate, 0), 4) as ratio,
    null::double as ci_lo,
    null::double as ci_hi,
    null::double as q_value,
    week_on + 7 > getvariable('as_of')::timestamp as is_partial,
    sentiment_mean,
    null::varchar as flag,
    getvariable('run_id')::varchar as run_id,
from compared
where customer_count = 0 or customer_count >= getvariable('min_people')::bigint
order by theme_id, period_start
