-- One row per feature idea: what to add, fix, change or remove, who asks for it, and how sure we are. Read by rank.
-- idea_id: opaque, stable across runs, never reused
-- rank: 1 is the best score of what is open; then what is shipped, declined or merged; a total order
-- title: what to do, as an imperative
-- problem_statement: who needs what, and what stands in the way
-- idea_kind: new, improve, fix or remove
-- area: name of the area of its theme
-- theme_id: the theme that it answers
-- status: new, reviewing, planned, shipped, declined or merged; a person sets it (decisions.yaml)
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
-- impact: 0 to 1, from severity, explicit requests and the effect on scores
-- confidence: 0 to 1, mean of the three parts below
-- effort_person_months: null until a person sets it; part of the score in the presets rice and ice alone
-- score: by the preset (docs/decisions.md); null where the preset needs an effort and nobody has set one
-- score_parts: JSON: the preset, the parts and their weights; the formula is sql/staging/idea_scores.sql
-- is_rank_fragile: whether a quarter of the ways to put each weight 20 % up or down moves it over three places
-- confidence_voices: enough customers: n / (n + 5), so that five are half sure
-- confidence_grouping: tight group: mean similarity of the statements to the centre of their theme
-- confidence_kind: sure of what was said: mean probability of the kind
-- counter_count: distinct customers who say the opposite
-- counter_share: counter_count over counter_count and customer_count together
-- best_quote: the clearest statement in support, in the customer's words
-- best_quote_url: link to it
-- evidence_count: rows of evidence, for and against, counted or not
-- top_segments: JSON: up to three plans, segments or countries that surely stand out (lift_lo > 1)
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
        cut_values('source', dimension, value, customer_count) as sources,
        cut_values('language', dimension, value, customer_count) as languages,
        top_cuts(dimension, value, customer_count, lift, lift_lo) as top_segments,
    from marts.segment_cuts
    where subject_type = 'idea' and not is_suppressed
    group by subject_id
)

select
    ideas.idea_id,
    scores.rank,
    ideas.title,
    ideas.problem_statement,
    ideas.idea_kind,
    themes.area,
    ideas.theme_id,
    scores.status,
    standings.owner,
    counts.first_seen_at,
    counts.last_seen_at,
    counts.mention_count,
    counts.customer_count,
    counts.account_count,
    counts.revenue_at_stake,
    counts.revenue_known_share,
    getvariable('currency')::varchar as currency,
    counts.customer_share,
    counts.explicit_request_share,
    counts.severity_p90,
    counts.sentiment_mean,
    counts.score_impact,
    counts.score_impact_lo,
    counts.score_impact_hi,
    counts.score_impact_metric,
    counts.trend,
    counts.trend_ratio,
    counts.trend_q,
    round(scores.reach, 4) as reach,
    round(scores.impact, 4) as impact,
    round(scores.confidence, 4) as confidence,
    scores.effort as effort_person_months,
    scores.score,
    to_json({
        preset: getvariable('preset')::varchar,
        reach: round(scores.reach, 4),
        impact: round(scores.impact, 4),
        confidence: round(scores.confidence, 4),
        effort: scores.effort,
        severity_part: round(scores.severity_part, 4),
        requests_part: round(scores.requests_part, 4),
        effect_part: round(scores.effect_part, 4),
        weight_reach: getvariable('weight_reach')::double,
        weight_impact: getvariable('weight_impact')::double,
        weight_confidence: getvariable('weight_confidence')::double,
        weight_effort: getvariable('weight_effort')::double,
        weight_severity: getvariable('weight_severity')::double,
        weight_requests: getvariable('weight_requests')::double,
        weight_effect: getvariable('weight_effect')::double
    })::varchar as score_parts,
    scores.is_rank_fragile,
    round(scores.confidence_voices, 4) as confidence_voices,
    round(scores.confidence_grouping, 4) as confidence_grouping,
    round(scores.confidence_kind, 4) as confidence_kind,
    counts.counter_count,
    counts.counter_share,
    evidence.quote as best_quote,
    evidence.source_url as best_quote_url,
    counts.evidence_count,
    coalesce(cuts.top_segments, '[]') as top_segments,
    coalesce(cuts.sources, '[]') as sources,
    coalesce(cuts.languages, '[]') as languages,
    ideas.job,
    ideas.obstacle,
    ideas.workaround,
    ideas.feeling,
    getvariable('run_id')::varchar as run_id,
from mined.ideas as ideas
join staging.subject_counts as counts
    on counts.subject_type = 'idea' and counts.subject_id = ideas.idea_id and counts.is_shown
join staging.idea_scores as scores on scores.idea_id = ideas.idea_id
left join mined.idea_standings as standings on standings.idea_id = ideas.idea_id
left join staging.themes as themes on themes.theme_id = ideas.theme_id
left join cuts on cuts.subject_id = ideas.idea_id
left join marts.evidence as evidence
    on evidence.subject_type = 'idea'
    and evidence.subject_id = ideas.idea_id
    and evidence.statement_id = counts.best_statement_id
    and evidence.stance = 'supports'
order by scores.rank
