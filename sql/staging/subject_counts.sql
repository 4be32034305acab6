-- One row per idea or theme with evidence: all that is counted from its statements.
-- A vote is a counted statement in support. Mentions are votes, customers are people: one person with twenty votes is
-- one customer. Revenue: each account once, at its latest vote whose revenue is known.
-- Computed once for all marts.
with counted as (
    select
        subject_type,
        subject_id,
        min(said_at) filter (where is_vote) as first_seen_at,
        max(said_at) filter (where is_vote) as last_seen_at,
        count(*) filter (where is_vote) as mention_count,
        count(distinct customer_id) filter (where is_vote) as customer_count,
        count(distinct customer_id) filter (where is_vote and said_at is not null) as dated_customer_count,
        count(distinct customer_id) filter (where is_vote and revenue is not null) as priced_customer_count,
        count(distinct account_id) filter (where is_vote) as account_count,
        count(distinct customer_id) filter (where is_counter) as counter_count,
        count(*) as evidence_count,
        count(*) filter (where is_vote and kind = 'pain') as pain_count,
        share(count(*) filter (where is_vote and kind = 'request'), count(*) filter (where is_vote))
            as explicit_request_share,
        share(count(*) filter (where is_vote and workaround is not null), count(*) filter (where is_vote))
            as workaround_share,
        share(count(*) filter (where is_vote and has_churn_language), count(*) filter (where is_vote))
            as churn_language_share,
        quantile_disc(severity, 0.9) filter (where is_vote) as severity_p90,
        mode(pain_type order by pain_type) filter (where is_vote and kind = 'pain') as pain_type,
        exact_mean(if(is_vote, sentiment, null)) as sentiment_mean,
        exact_mean(if(is_vote and assign_similarity is not null, least(greatest(assign_similarity, 0), 1), null))
            as similarity_mean,
        exact_mean(if(is_vote, kind_confidence, null)) as kind_confidence_mean,
        count(*) filter (where is_vote and said_at > getvariable('as_of')::timestamp - interval 28 days)
            as recent_count,
        count(*) filter (
            where is_vote
            and said_at <= getvariable('as_of')::timestamp - interval 28 days
            and said_at > getvariable('as_of')::timestamp - interval 112 days
        ) as earlier_count,
        -- The clearest voice speaks for all: of an idea the first of its quotes, else of a length that can be read,
        -- central, and sure of its kind.
        first(
            statement_id
            order by
                quote_place nulls last,
                length(text) between 40 and 240 desc,
                coalesce(assign_similarity, 0) * kind_confidence desc,
                statement_id
        ) filter (where is_vote) as best_statement_id,
    from staging.evidence
    group by subject_type, subject_id
),

account_revenues as (
    select subject_type, subject_id, account_id, arg_max(revenue, said_at) as revenue
    from staging.evidence
    where is_vote and account_id is not null and revenue is not null
    group by subject_type, subject_id, account_id
),

revenues as (
    select subject_type, subject_id, sum(revenue)::decimal(18, 2) as revenue_at_stake
    from account_revenues
    group by subject_type, subject_id
),

spans as (
    select distinct week_of(first_seen_at) as first_week_on, week_of(last_seen_at) as last_week_on
    from counted
),

audiences as (
    select spans.first_week_on, spans.last_week_on, sum(visits.customer_count)::bigint as active_count
    from spans
    join staging.visits as visits
        on visits.week_on between spans.first_week_on and spans.last_week_on
        and coalesce(visits.previous_week_on < spans.first_week_on, true)
    group by spans.first_week_on, spans.last_week_on
)

select
    counted.*,
    revenues.revenue_at_stake,
    share(counted.priced_customer_count, counted.customer_count) as revenue_known_share,
    audiences.active_count,
    share(counted.dated_customer_count, audiences.active_count) as customer_share,
    share(counted.counter_count, counted.counter_count + counted.customer_count) as counter_share,
    trend_ratio(counted.recent_count, volume.recent_count, counted.earlier_count, volume.earlier_count) as trend_ratio,
    trend_name(
        counted.first_seen_at > getvariable('as_of')::timestamp - interval 28 days,
        counted.recent_count,
        volume.recent_count,
        counted.earlier_count,
        volume.earlier_count,
        trends.trend_q
    ) as trend,
    trends.trend_q,
    effects.effect as score_impact,
    effects.effect_lo as score_impact_lo,
    effects.effect_hi as score_impact_hi,
    effects.metric as score_impact_metric,
    counted.customer_count >= greatest(getvariable('min_people')::bigint, 1)
        and (counted.subject_type = 'idea' or counted.pain_count > 0)
        and not coalesce(themes.is_noise, false) as is_shown,
from counted
left join staging.themes as themes on counted.subject_type = 'theme' and themes.theme_id = counted.subject_id
cross join staging.volume as volume
left join mined.subject_trends as trends
    on trends.subject_type = counted.subject_type and trends.subject_id = counted.subject_id
left join mined.score_effects as effects
    on effects.subject_type = counted.subject_type and effects.subject_id = counted.subject_id
left join revenues on revenues.subject_type = counted.subject_type and revenues.subject_id = counted.subject_id
left join audiences
    on audiences.first_week_on = week_of(counted.first_seen_at)
    and audiences.last_week_on = week_of(counted.last_seen_at)
