-- One row per theme and week from the week it was first heard; one per theme and day of the last 112 in which it was
-- heard; one per theme, account segment and week in which it was heard. None where a theme has fewer customers than
-- min_people, yet some, or where nothing at all was heard.
-- theme_id: the theme
-- period: week or day
-- period_start: Monday of the week, or the day, UTC
-- segment: all, or the account segment whose customers are counted
-- mention_count: pains and requests; repetitions by the same customer are left out
-- customer_count: distinct customers behind them; by day only who did not speak of it in the seven days before
-- base_volume: customers heard in that period and segment, whatever they spoke of
-- rate_per_1000: customers with it per 1,000 customers heard
-- baseline_rate: the same as it was to be expected from what came before; null where it was not tested
-- ratio: rate_per_1000 over baseline_rate
-- ci_lo: lower end of the 95 % interval of ratio
-- ci_hi: upper end of it
-- q_value: share of false discoveries at which the rise counts, over all themes and segments of that period
-- is_partial: whether the period was not over at as_of; it is shown and not tested
-- sentiment_mean: mean sentiment of the statements, -1 to 1
-- flag: high (this stands out), drift (small rises that add up), or null
-- run_id: the run that published it
with said as (
    select
        theme_id,
        period,
        period_start,
        segment,
        sum(mention_count)::bigint as mention_count,
        sum(customer_count)::bigint as customer_count,
        sum(sentiment_sum) as sentiment_sum,
    from staging.theme_counts
    where period = 'week' or period_start > getvariable('as_of')::date - 112
    group by theme_id, period, period_start, segment
),

heard as (
    select period, period_start, segment, sum(customer_count)::bigint as base_volume
    from staging.heard_counts
    group by period, period_start, segment
),

spans as (
    select theme_id, min(period_start) as first_week_on
    from said
    where period = 'week' and segment = 'all'
    group by theme_id
),

silences as (
    select spans.theme_id, 'week' as period, heard.period_start, 'all' as segment, 0, 0, null
    from spans
    join heard on heard.period = 'week' and heard.segment = 'all' and heard.period_start >= spans.first_week_on
    anti join said
        on said.theme_id = spans.theme_id and said.period = 'week' and said.segment = 'all'
        and said.period_start = heard.period_start
),

counted as (
    from said
    union all
    from silences
)

select
    counted.theme_id,
    counted.period,
    counted.period_start,
    counted.segment,
    counted.mention_count,
    counted.customer_count,
    heard.base_volume,
    round(1000 * share(counted.customer_count, heard.base_volume), 4) as rate_per_1000,
    round(1000 * share(tests.expected_count, heard.base_volume), 4) as baseline_rate,
    tests.ratio,
    tests.ci_lo,
    tests.ci_hi,
    tests.q_value,
    counted.period_start + if(counted.period = 'week', 7, 1) > getvariable('as_of')::timestamp as is_partial,
    round((counted.sentiment_sum / nullif(counted.mention_count, 0))::double, 6) as sentiment_mean,
    tests.flag,
    getvariable('run_id')::varchar as run_id,
from counted
join heard
    on heard.period = counted.period and heard.period_start = counted.period_start and heard.segment = counted.segment
left join mined.theme_tests as tests
    on tests.theme_id = counted.theme_id and tests.period = counted.period
    and tests.period_start = counted.period_start and tests.segment = counted.segment
where counted.customer_count = 0 or counted.customer_count >= getvariable('min_people')::bigint
order by counted.theme_id, counted.period desc, counted.segment, counted.period_start
