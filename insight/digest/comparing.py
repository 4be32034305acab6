"""The queries that compare themes over weeks: what moves, what is heard most, the map, and what was shipped."""

from __future__ import annotations

# Customers a week with each theme, 26 weeks, and how the last four compare with the twelve before them. In the last
# whole week of the snapshot a theme rises or fades where its pain point does. In an older week, of which no such test
# is published, where its customers part between the two spans otherwise than everybody who was heard does, by more than
# three standard errors, widened where the weeks vary more than by chance (its nearness is over 1); three, because some
# fifty themes are asked at once. The interval of the ratio is Wilson's of that part. In both it rises where the week
# itself stands out in theme_trends. Waves of noise are left out.
_CHANGES = """
with weeks as (
    select theme_id, period_start, customer_count, base_volume, flag, period_start > {week} - 28 as is_recent
    from marts.theme_trends
    where period = 'week' and segment = 'all' and period_start <= {week}
),

volume as (
    select
        coalesce(sum(heard) filter (week_on > {week} - 28), 0) as recent_base,
        coalesce(sum(heard) filter (week_on <= {week} - 28 and week_on > {week} - 112), 0) as earlier_base,
    from (select period_start as week_on, max(base_volume) as heard from weeks group by period_start)
),

counted as (
    select
        theme_id,
        min(period_start) filter (customer_count > 0) as first_week_on,
        coalesce(sum(customer_count) filter (period_start = {week}), 0)::bigint as week_customers,
        coalesce(sum(customer_count) filter (is_recent), 0)::bigint as recent,
        coalesce(sum(customer_count) filter (not is_recent and period_start > {week} - 112), 0)::bigint as earlier,
        coalesce(bool_or(flag = 'high') filter (period_start = {week}), false) as stands_out,
        list(customer_count order by period_start) filter (period_start > {week} - 182) as customers_a_week,
    from weeks
    group by theme_id
),

spread as (
    select theme_id, greatest(1, sum((customer_count - expected) ** 2 / greatest(expected, 0.25)) / 14) as dispersion
    from (
        select
            theme_id,
            customer_count,
            base_volume * if(is_recent, recent / recent_base, earlier / nullif(earlier_base, 0)) as expected,
        from weeks
        join counted using (theme_id)
        cross join volume
        where period_start > {week} - 112
    )
    group by theme_id
),

compared as (
    select
        *,
        recent / nullif(recent + earlier, 0) as part,
        recent_base / nullif(recent_base + earlier_base, 0) as due,
        earlier_base / nullif(recent_base, 0) as odds,
        nullif(recent + earlier, 0) / dispersion as voices,
        (part + 4.5 / voices) / (1 + 9 / voices) as middle,
        3 * sqrt(part * (1 - part) / voices + 2.25 / voices ** 2) / (1 + 9 / voices) as width,
        abs(part - due) / nullif(3 * sqrt(due * (1 - due) / voices), 0) as distance,
    from counted
    join spread using (theme_id)
    cross join volume
),

changes as (
    select
        theme_id,
        label,
        area,
        first_week_on,
        week_customers,
        recent,
        earlier,
        round(recent / nullif(earlier, 0) * odds, 4) as times,
        round(greatest(middle - width, 0) / (1 - greatest(middle - width, 0)) * odds, 4) as times_lo,
        round((middle + width) / nullif(1 - least(middle + width, 1), 0) * odds, 4) as times_hi,
        trend is not null and known_at >= {week} + 7 and known_at < {week} + 14 as is_published,
        trend_q,
        case
            when is_published and (trend != 'steady' or not stands_out) then trend
            when earlier_base = 0 then null
            when first_week_on > {week} - 28 then 'new'
            when stands_out then 'rising'
            when recent + earlier < 5 or distance <= 1 then 'steady'
            when part > due then 'rising'
            else 'fading'
        end as change,
        if(earlier_base > 0 and recent + earlier >= 5, round(distance, 4), null) as nearness,
        customers_a_week,
    from compared
    join marts.themes as themes using (theme_id)
    left join (select theme_id, trend, trend_q from marts.pain_points) as published using (theme_id)
    join (select run_id, as_of + interval 1 second as known_at from marts.runs) using (run_id)
    where state = 'active' and not is_noise and theme_id not in (
        select theme_id from marts.alerts
        where state = 'noise' and opened_at > {week} - 28 and opened_at <= {week} + 7
    )
)
"""

CHANGED = (
    _CHANGES
    + """,

words as (
    select subject_id as theme_id, quote, source, source_url, said_at::date as said_on, language
    from marts.evidence
    where subject_type = 'theme' and stance = 'supports' and is_counted and said_at >= {week} - 21
        and said_at < {week} + 7
    qualify row_number() over (
        partition by subject_id
        order by length(quote) between 30 and 180 desc, assign_similarity desc nulls last, evidence_id
    ) = 1
)

select *
from changes
left join words using (theme_id)
qualify change in ('new', 'rising', 'fading') or row_number() over (order by nearness desc nulls last, theme_id) <= 3
order by change = 'new' desc nulls last, change = 'rising' desc, change = 'fading' desc, nearness desc, theme_id
"""
)

MAP = (
    _CHANGES
    + """,

placed as (
    select
        *,
        sum(recent) over (partition by area) as area_customers,
        change != 'steady' or row_number() over (order by recent desc, theme_id) <= 60 as is_shown,
    from changes
    where recent > 0
)

select
    area,
    if(is_shown, label, 'other themes') as label,
    sum(recent)::bigint as recent,
    any_value(change) filter (is_shown) as change,
    any_value(theme_id) filter (is_shown) as theme_id,
from placed
group by area, area_customers, is_shown, if(is_shown, theme_id, null), if(is_shown, label, 'other themes')
order by area_customers desc, area, is_shown desc, recent desc, theme_id
"""
)

MOST = (
    _CHANGES
    + """
select label, area, week_customers, recent, times, customers_a_week, theme_id
from changes
where week_customers > 0
order by week_customers desc, recent desc, theme_id
limit 8
"""
)

SHIPPED = (
    _CHANGES
    + """
select title, ideas.owner, recent, earlier, times, times_lo, times_hi, change, customers_a_week, idea_id
from changes
join marts.feature_ideas as ideas using (theme_id)
where ideas.status = 'shipped'
order by rank
"""
)
