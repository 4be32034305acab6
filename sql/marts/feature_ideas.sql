-- One row per feature idea: what to add, fix, change or remove, who asks for it, and how sure we are. Read by rank.
-- idea_id: opaque, stable across runs, never reused
-- rank: 1 is the best score; a total order
-- title: what to do, as an imperative
-- problem_statement: who needs what, and what stands in the way
-- idea_kind: new, improve, fix or remove
-- area: name of the area of its theme
-- theme_id: the theme that it answers
-- status: new, reviewing, planned, shipped, declined or merged; a person sets it
-- owner: who looks after it; a person sets it
-- first_seen_at: when it was first said, UTC
-- last_seen_at: when it was last said, UTC
-- mention_count: statements in support; repetitions by the same customer are left out
-- customer_count: distinct customers behind them
-- account_count: distinct accounts behind them
-- revenue_at_stake: yearly revenue of these accounts, each once, as of its latest statement; null is unknown, not zero
-- revenue_known_share: share of customer_count whose account's revenue is known
-- currency: of revenue_at_stake
-- customer_share: customers over all customers heard in the same weeks, first to last
-- explicit_request_share: share of mention_count that asks for it in so many words
-- severity_p90: nine tenths of the statements do not pass it: 1 annoyance, 2 degraded, 3 blocked, 4 money, 5 loss
-- sentiment_mean: mean sentiment of the statements, -1 to 1
-- score_impact: mean score of all less the mean without its feedback; below 0 it costs; null under 20 rated feedback
-- score_impact_lo: lower end of its 95 % interval, by bootstrap
-- score_impact_hi: upper end of it
-- score_impact_metric: which score: stars (1 to 5), nps (points) or csat; not to be compared across scores
-- trend: new, rising, steady or fading (sql/macros/trend_name.sql); null with nothing to compare with
-- trend_ratio: rate of the last 28 days over that of the 84 days before, per statement heard
-- trend_q: q-value of that change, by customers and week; null where too few spoke to test it
-- reach: 0 to 1, customers on a logarithmic scale: each doubling counts the same
-- impact: 0 to 1, from severity and explicit requests
-- confidence: 0 to 1, mean of the three parts below
-- effort_person_months: null until a person sets it; no part of the score
-- score: 0 to 100, the weighted geometric mean of reach, impact and confidence
-- score_parts: JSON: the three parts and their weights
-- is_rank_fragile: whether other weights, each 20 % up or down, move the rank by more than three places
-- confidence_voices: enough customers: n / (n + 5), so that five are half sure
-- confidence_grouping: tight group: mean similarity of the statements to the centre of their theme
-- confidence_kind: sure of what was said: mean probability of the kind
-- counter_count: distinct customers who say the opposite
-- counter_share: counter_count over counter_count and customer_count together
-- best_quote: the clearest statement in support, in the customer's words
-- best_quote_url: link to it
-- evidence_count: rows of evidence, for and against, counted or not
-- top_segments: JSON: the three plans, segments or countries that stand out most, with customers and lift
-- sources: JSON: customers by source
-- languages: JSON: customers by language
-- job: what people try to do, in their words
-- obstacle: what stands in the way
-- workaround: what they do instead
-- feeling: how they feel about it
-- run_id: the run that published it
with cuts as (
    select
        subject_id,
        to_json(list({value: value, customer_count: customer_count} order by customer_count desc, value)
            filter (where dimension = 'source'))::varchar as sources,
        to_json(list({value: value, customer_count: customer_count} order by customer_count desc, value)
            filter (where dimension = 'language'))::varchar as languages,
        to_json(list(
            {dimension: dimension, value: value, customer_count: customer_count, lift: lift}
            order by lift desc, customer_count desc, dimension, value
        ) filter (where dimension in ('plan', 'segment', 'country') and customer_count > 1 and lift > 1)[1:3])::varchar
            as top_segments,
    from marts.segment_cuts
    where subject_type = 'idea' and not is_suppressed
    group by subject_id
),

judged as (
    select
        ideas.*,
        counts.*,
        -- Reach: ten customers of a thousand are .35, a hundred .67, all of them 1.
        ln(1 + counts.customer_count) / ln(1 + greatest(volume.customer_count, counts.customer_count)) as reach,
        -- Impact: whoever speaks up is worth .2; half of the scale is severity, the rest how many ask outright.
        0.2 + 0.5 * coalesce(counts.severity_p90 - 1, 0) / 4 + 0.3 * counts.explicit_request_share as impact,
        counts.customer_count / (counts.customer_count + 5) as confidence_voices,
        counts.similarity_mean as confidence_grouping,
        counts.kind_confidence_mean as confidence_kind,
        list_avg([confidence_voices, confidence_grouping, confidence_kind]) as confidence,
    from mined.ideas as ideas
    join staging.subject_counts as counts
        on counts.subject_type = 'idea' and counts.subject_id = ideas.idea_id and counts.is_shown
    cross join staging.volume as volume
),

weightings as (
    select
        getvariable('weight_reach')::double * on_reach as weight_reach,
        getvariable('weight_impact')::double * on_impact as weight_impact,
        getvariable('weight_confidence')::double * on_confidence as weight_confidence,
        [on_reach, on_impact, on_confidence] as changes,
    from unnest([0.8, 1, 1.2]) as reaches (on_reach)
    cross join unnest([0.8, 1, 1.2]) as impacts (on_impact)
    cross join unnest([0.8, 1, 1.2]) as confidences (on_confidence)
),

scored as (
    select
        judged.idea_id,
        judged.customer_count,
        weightings.*,
        round(100 * pow(
            pow(reach, weight_reach) * pow(impact, weight_impact) * pow(confidence, weight_confidence),
            coalesce(1 / nullif(weight_reach + weight_impact + weight_confidence, 0), 0)
        ), 4) as score,
    from judged
    cross join weightings
),

placed as (
    select
        *,
        row_number() over (partition by changes order by score desc, customer_count desc, idea_id) as place,
    from scored
),

ranked as (
    select
        idea_id,
        max(place) filter (where changes = [1, 1, 1]) as rank,
        max(score) filter (where changes = [1, 1, 1]) as score,
        greatest(max(place) - rank, rank - min(place)) > 3 as is_rank_fragile,
    from placed
    group by idea_id
)

select
    judged.idea_id,
    ranked.rank,
    judged.title,
    judged.problem_statement,
    judged.idea_kind,
    themes.area,
    judged.theme_id,
    'new' as status,
    null::varchar as owner,
    judged.first_seen_at,
    judged.last_seen_at,
    judged.mention_count,
    judged.customer_count,
    judged.account_count,
    judged.revenue_at_stake,
    judged.revenue_known_share,
    getvariable('currency')::varchar as currency,
    judged.customer_share,
    judged.explicit_request_share,
    judged.severity_p90,
    judged.sentiment_mean,
    judged.score_impact,
    judged.score_impact_lo,
    judged.score_impact_hi,
    judged.score_impact_metric,
    judged.trend,
    judged.trend_ratio,
    judged.trend_q,
    round(judged.reach, 4) as reach,
    round(judged.impact, 4) as impact,
    round(judged.confidence, 4) as confidence,
    null::double as effort_person_months,
    ranked.score,
    to_json({
        reach: round(judged.reach, 4),
        impact: round(judged.impact, 4),
        confidence: round(judged.confidence, 4),
        weight_reach: getvariable('weight_reach')::double,
        weight_impact: getvariable('weight_impact')::double,
        weight_confidence: getvariable('weight_confidence')::double
    })::varchar as score_parts,
    ranked.is_rank_fragile,
    round(judged.confidence_voices, 4) as confidence_voices,
    round(judged.confidence_grouping, 4) as confidence_grouping,
    round(judged.confidence_kind, 4) as confidence_kind,
    judged.counter_count,
    judged.counter_share,
    evidence.quote as best_quote,
    evidence.source_url as best_quote_url,
    judged.evidence_count,
    coalesce(cuts.top_segments, '[]') as top_segments,
    coalesce(cuts.sources, '[]') as sources,
    coalesce(cuts.languages, '[]') as languages,
    judged.job,
    judged.obstacle,
    judged.workaround,
    judged.feeling,
    getvariable('run_id')::varchar as run_id,
from judged
join ranked on ranked.idea_id = judged.idea_id
left join staging.themes as themes on themes.theme_id = judged.theme_id
left join cuts on cuts.subject_id = judged.idea_id
left join marts.evidence as evidence
    on evidence.subject_type = 'idea'
    and evidence.subject_id = judged.idea_id
    and evidence.statement_id = judged.best_statement_id
    and evidence.stance = 'supports'
order by ranked.rank
