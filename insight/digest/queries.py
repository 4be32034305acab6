"""The questions that a digest asks, as queries that a reader can run again: `insight sql "..."` gives the same answer.

Each names published tables only and holds its week as a plain date, so that it stands for itself beside its figures.
"""

from __future__ import annotations

from datetime import date

from insight.digest import comparing

_HEARD = """
select
    period_start as week_on,
    max(base_volume) as customers_heard,
    sum(mention_count)::bigint as pains_and_requests,
    count(*) filter (customer_count > 0) as themes_heard,
    round(customers_heard / lag(customers_heard) over (order by period_start) - 1, 4) as change_share,
from marts.theme_trends
where period = 'week' and segment = 'all' and period_start between {week} - 175 and {week}
group by period_start
order by period_start
"""

# What was known on the Monday after the week: alerts of the week itself, and those still open then.
_ALERTS = """
with weeks as (
    select theme_id, list(customer_count order by period_start) as customers_a_week
    from marts.theme_trends
    where period = 'week' and segment = 'all' and period_start between {week} - 175 and {week}
    group by theme_id
),

words as (
    select alert_id, quote, source, source_url, said_at::date as said_on, language
    from (select alert_id, unnest(evidence_ids) as evidence_id from marts.alerts)
    join marts.evidence as evidence using (evidence_id)
    where said_at < {week} + 7
    qualify row_number() over (
        partition by alert_id
        order by length(quote) between 30 and 180 desc, has_workaround, said_at desc, evidence_id
    ) = 1
)

select
    alert_id,
    theme_id,
    label,
    alerts.state,
    opened_at::date as known_on,
    closed_at::date as closed_on,
    opened_at > {week} as is_new,
    coalesce(closed_at <= {week} + 7, false) as is_closed,
    alerts.customer_count,
    peak_ratio,
    reason,
    top_segment,
    customers_a_week,
    quote,
    source,
    source_url,
    said_on,
    language,
from marts.alerts as alerts
join marts.themes as themes using (theme_id)
left join weeks using (theme_id)
left join words using (alert_id)
where opened_at <= {week} + 7 and (closed_at is null or closed_at > {week})
    and (alerts.state != 'noise' or opened_at > {week})
order by is_closed, alerts.state = 'noise', opened_at desc, alert_id
"""

_IDEAS = """
select
    rank,
    title,
    customer_count,
    account_count,
    revenue_at_stake,
    revenue_known_share,
    currency,
    explicit_request_share,
    severity_p90,
    counter_count,
    status,
    owner,
    ideas.idea_id,
    quote,
    source,
    source_url,
    said_at::date as said_on,
    language,
from marts.feature_ideas as ideas
left join marts.evidence as evidence
    on evidence.subject_id = ideas.idea_id and evidence.stance = 'supports' and evidence.quote = ideas.best_quote
where status not in ('shipped', 'declined', 'merged')
qualify row_number() over (partition by rank order by quote_place nulls last, evidence_id) = 1
order by rank
limit 5
"""

_MOVES = """
select "at"::date as moved_on, op, from_labels, to_labels, actor, reason, event_id
from (
    select
        *,
        (select list(label order by label) from marts.themes where list_contains(from_ids, theme_id)) as from_labels,
        (select list(label order by label) from marts.themes where list_contains(to_ids, theme_id)) as to_labels,
    from marts.theme_lineage
    where op not in ('kept', 'created') and "at" >= {week} and "at" < {week} + 14
)
order by "at", event_id
limit 12
"""

_SOURCES = """
select
    source,
    feedback_count,
    last_created_at::date as newest_on,
    silent_days,
    set_aside_count,
    message_count,
    quarantine_count,
    undated_count + future_count as no_date_count,
from marts.sources_status
order by source
"""

_UNCLEAR = """
select
    sum(statement_count)::bigint as in_themes,
    round(max_by(statement_count / coverage_share, statement_count))::bigint as specific_statements,
    greatest(0, specific_statements - in_themes)::bigint as unclear,
    round(unclear / specific_statements, 4) as unclear_share,
from marts.themes
where level = 2 and state = 'active' and coverage_share > 0
"""

_RULES = """
select suite, name, severity, observed
from marts.quality_report
where not is_met
order by severity, suite, name
"""

_REVENUE = """
select
    count(*) as ideas,
    count(*) filter (revenue_at_stake is null) as without_revenue,
    count(*) filter (is_rank_fragile) as fragile,
    count(*) filter (counter_count > 0) as opposed,
from marts.feature_ideas
"""

_LABELLED = """
select figure, value, value_lo, value_hi, label_count, label_set
from marts.evaluation_report
where figure = 'macro_f1'
order by label_set
"""

# Where the tables say what a release did; else comparing.SHIPPED. The name stands apart, for not all snapshots have it.
EFFECTS = "release_effects"
_OUTCOMES = f"""
select
    title,
    release,
    released_on,
    before_count,
    before_days,
    after_count,
    after_days,
    ratio as times,
    ratio_lo as times_lo,
    ratio_hi as times_hi,
    outcome,
    tell_count,
    idea_id,
from marts.{EFFECTS}
where subject_type = 'idea' and (released_on is null or released_on < {{week}} + 7)
order by released_on desc nulls last, idea_id
limit 12
"""

QUESTIONS = {
    "heard": _HEARD,
    "alerts": _ALERTS,
    "changes": comparing.CHANGED,
    "most": comparing.MOST,
    "map": comparing.MAP,
    "ideas": _IDEAS,
    "shipped": comparing.SHIPPED,
    "moves": _MOVES,
    "sources": _SOURCES,
    "unclear": _UNCLEAR,
    "doubts": _REVENUE,
    "labelled": _LABELLED,
    "rules": _RULES,
}

HAS_EFFECTS = f"""
select count(*) > 0
from duckdb_tables()
where database_name = current_database() and schema_name = 'marts' and table_name = '{EFFECTS}'
"""

LAST_HEARD = """
select max(period_start)
from marts.theme_trends
where period = 'week' and segment = 'all' and period_start <= $last
"""


def ask_for(name: str, week_on: date, *, has_effects: bool = False) -> str:
    """Return the query of that name for one week."""
    query = _OUTCOMES if name == "shipped" and has_effects else QUESTIONS[name]
    return query.strip().format(week=f"date '{week_on}'")
