-- fail: A share, date, mean or severity of an idea or a pain point is not that of its evidence.
with votes as (
    from marts.evidence
    where is_counted and stance = 'supports'
),

shown as (
    select
        subject_type,
        subject_id,
        min(said_at) as first_seen_at,
        max(said_at) as last_seen_at,
        count(distinct customer_id) filter (where revenue_at_time is not null) / count(distinct customer_id)
            as revenue_known_share,
        count(*) filter (where kind = 'request') / count(*) as explicit_request_share,
        quantile_disc(severity, 0.9) as severity_p90,
        exact_mean(sentiment) as sentiment_mean,
        count(*) filter (where has_workaround) / count(*) as workaround_share,
        count(*) filter (where has_churn_language) / count(*) as churn_language_share,
        mode(pain_type order by pain_type) filter (where kind = 'pain') as pain_type,
        round(exact_mean(kind_confidence), 4) as confidence_kind,
    from votes
    group by subject_type, subject_id
),

opposed as (
    select subject_type, subject_id, count(distinct customer_id) as counter_count
    from marts.evidence
    where is_counted and stance = 'opposes'
    group by subject_type, subject_id
),

published as (
    select
        'idea' as subject_type, idea_id as subject_id, customer_count, first_seen_at, last_seen_at,
        revenue_known_share, explicit_request_share, severity_p90, sentiment_mean, counter_share,
        null as workaround_share, null as churn_language_share, null as pain_type, confidence_kind,
    from marts.feature_ideas

    union all

    select
        'theme', theme_id, customer_count, first_seen_at, last_seen_at,
        revenue_known_share, explicit_request_share, severity_p90, sentiment_mean, counter_share,
        workaround_share, churn_language_share, pain_type, null,
    from marts.pain_points
)

select published.subject_id, published, shown
from published
left join shown on shown.subject_type = published.subject_type and shown.subject_id = published.subject_id
left join opposed on opposed.subject_type = published.subject_type and opposed.subject_id = published.subject_id
where (published.first_seen_at, published.last_seen_at, published.severity_p90, published.sentiment_mean)
        is distinct from (shown.first_seen_at, shown.last_seen_at, shown.severity_p90, shown.sentiment_mean)
    or (published.revenue_known_share, published.explicit_request_share)
        is distinct from (shown.revenue_known_share, shown.explicit_request_share)
    or published.counter_share is distinct from
        share(coalesce(opposed.counter_count, 0), coalesce(opposed.counter_count, 0) + published.customer_count)
    or (published.subject_type = 'idea' and published.confidence_kind is distinct from shown.confidence_kind)
    or (
        published.subject_type = 'theme'
        and (published.workaround_share, published.churn_language_share, published.pain_type)
            is distinct from (shown.workaround_share, shown.churn_language_share, shown.pain_type)
    )
order by published.subject_id
