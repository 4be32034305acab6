-- One row per theme in which at least one customer states a pain: the problem, its reach, and who says the opposite.
-- theme_id: the theme; its evidence has subject_type theme
-- rank: 1 is the problem of most customers, then the more severe one; a total order
-- title: the theme's name
-- description: what it is about
-- area: name of its area
-- pain_type: what most of its pains are: bug, usability, performance, missing, pricing, service, docs or security
-- first_seen_at: when it was first said, UTC
-- last_seen_at: when it was last said, UTC
-- mention_count: pains and requests; repetitions by the same customer are left out
-- customer_count: distinct customers behind them
-- account_count: distinct accounts behind them
-- revenue_at_stake: yearly revenue of these accounts, each once, as of its latest statement; null is unknown, not zero
-- revenue_known_share: share of customer_count whose account's revenue is known
-- currency: of revenue_at_stake
-- customer_share: customers over all customers heard in the same weeks, first to last
-- explicit_request_share: share of mention_count that asks for a change in so many words
-- severity_p90: nine tenths of the statements do not pass it: 1 annoyance, 2 degraded, 3 blocked, 4 money, 5 loss
-- sentiment_mean: mean sentiment of the statements, -1 to 1
-- workaround_share: share of mention_count that tells a workaround
-- churn_language_share: share of mention_count that speaks of leaving
-- score_impact: mean score of all less the mean without its feedback; below 0 it costs; null under 20 rated feedback
-- score_impact_lo: lower end of its 95 % interval, by bootstrap
-- score_impact_hi: upper end of it
-- score_impact_metric: which score: stars (1 to 5), nps (points) or csat; not to be compared across scores
-- trend: new, rising, steady or fading (sql/macros/trend_name.sql); null with nothing to compare with
-- trend_ratio: rate of the last 28 days over that of the 84 days before, per statement heard
-- trend_q: q-value of that change, by customers and week; null where too few spoke to test it
-- counter_count: distinct customers who say that just this works
-- counter_share: counter_count over counter_count and customer_count together
-- best_quote: the clearest statement, in the customer's words
-- best_quote_url: link to it
-- evidence_count: rows of evidence, for and against, counted or not
-- top_segments: JSON: up to three plans, segments or countries that surely stand out (lift_lo > 1)
-- sources: JSON: customers by source
-- languages: JSON: customers by language
-- app_versions: JSON: customers by version, the five with most of them
-- linked_idea_ids: ideas that answer it
-- run_id: the run that published it
with cuts as (
    select
        subject_id,
        cut_values('source', dimension, value, customer_count) as sources,
        cut_values('language', dimension, value, customer_count) as languages,
        to_json(list({value: value, customer_count: customer_count} order by customer_count desc, value)
            filter (where dimension = 'app_version')[1:5])::varchar as app_versions,
        top_cuts(dimension, value, customer_count, lift, lift_lo) as top_segments,
    from marts.segment_cuts
    where subject_type = 'theme' and not is_suppressed
    group by subject_id
),

-- An idea answers the theme that it is named after, and those that ask for the same.
answers as (
    select theme_id, idea_id, rank
    from marts.feature_ideas

    union

    select members.theme_id, ideas.idea_id, ideas.rank
    from marts.feature_ideas as ideas
    join mined.idea_evidence as evidence on evidence.idea_id = ideas.idea_id
    join mined.theme_members as members on members.statement_id = evidence.statement_id
    where members.theme_id is not null
),

links as (
    select theme_id, list(idea_id order by rank) as idea_ids
    from answers
    group by theme_id
)

select
    themes.theme_id,
    row_number() over (
        order by
            counts.customer_count desc,
            counts.severity_p90 desc nulls last,
            counts.mention_count desc,
            themes.theme_id
    ) as rank,
    themes.label as title,
    themes.description,
    themes.area,
    counts.pain_type,
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
    counts.workaround_share,
    counts.churn_language_share,
    counts.score_impact,
    counts.score_impact_lo,
    counts.score_impact_hi,
    counts.score_impact_metric,
    counts.trend,
    counts.trend_ratio,
    counts.trend_q,
    counts.counter_count,
    counts.counter_share,
    evidence.quote as best_quote,
    evidence.source_url as best_quote_url,
    counts.evidence_count,
    coalesce(cuts.top_segments, '[]') as top_segments,
    coalesce(cuts.sources, '[]') as sources,
    coalesce(cuts.languages, '[]') as languages,
    coalesce(cuts.app_versions, '[]') as app_versions,
    coalesce(links.idea_ids, []::varchar[]) as linked_idea_ids,
    getvariable('run_id')::varchar as run_id,
from staging.themes as themes
join staging.subject_counts as counts
    on counts.subject_type = 'theme' and counts.subject_id = themes.theme_id and counts.is_shown
left join cuts on cuts.subject_id = themes.theme_id
left join links on links.theme_id = themes.theme_id
left join marts.evidence as evidence
    on evidence.subject_type = 'theme'
    and evidence.subject_id = themes.theme_id
    and evidence.statement_id = counts.best_statement_id
    and evidence.stance = 'supports'
order by rank
