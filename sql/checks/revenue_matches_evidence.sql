-- fail: The revenue at stake of an idea or a pain point is not that of the accounts in its evidence.
with latest as (
    select subject_type, subject_id, account_id, arg_max(revenue_at_time, said_at) as revenue
    from marts.evidence
    where is_counted and stance = 'supports' and account_id is not null and revenue_at_time is not null
    group by subject_type, subject_id, account_id
),

shown as (
    select subject_type, subject_id, sum(revenue) as revenue_at_stake
    from latest
    group by subject_type, subject_id
),

published as (
    select 'idea' as subject_type, idea_id as subject_id, revenue_at_stake
    from marts.feature_ideas

    union all

    select 'theme', theme_id, revenue_at_stake
    from marts.pain_points
)

select published.subject_id, published.revenue_at_stake, shown.revenue_at_stake as shown_revenue
from published
left join shown on shown.subject_type = published.subject_type and shown.subject_id = published.subject_id
where published.revenue_at_stake is distinct from shown.revenue_at_stake
order by published.subject_id
