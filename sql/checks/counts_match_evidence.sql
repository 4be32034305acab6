-- fail: The counts of an idea or a pain point are not those of its evidence.
with shown as (
    select
        subject_type,
        subject_id,
        count(*) filter (where is_counted and stance = 'supports') as mention_count,
        count(distinct customer_id) filter (where is_counted and stance = 'supports') as customer_count,
        count(distinct account_id) filter (where is_counted and stance = 'supports') as account_count,
        count(distinct customer_id) filter (where is_counted and stance = 'opposes') as counter_count,
        count(*) as evidence_count,
    from marts.evidence
    group by subject_type, subject_id
),

published as (
    select
        'idea' as subject_type,
        idea_id as subject_id,
        mention_count,
        customer_count,
        account_count,
        counter_count,
        evidence_count,
    from marts.feature_ideas

    union all

    select 'theme', theme_id, mention_count, customer_count, account_count, counter_count, evidence_count
    from marts.pain_points
)

select
    published.subject_id,
    published.mention_count,
    shown.mention_count as shown_mention_count,
    published.customer_count,
    shown.customer_count as shown_customer_count,
    published.account_count,
    shown.account_count as shown_account_count,
    published.counter_count,
    shown.counter_count as shown_counter_count,
    published.evidence_count,
    shown.evidence_count as shown_evidence_count,
from published
left join shown on shown.subject_type = published.subject_type and shown.subject_id = published.subject_id
where (
    published.mention_count, published.customer_count, published.account_count, published.counter_count,
    published.evidence_count
) is distinct from (
    shown.mention_count, shown.customer_count, shown.account_count, shown.counter_count, shown.evidence_count
)
order by published.subject_id
