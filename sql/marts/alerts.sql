-- One row per issue: a theme that was heard more than was to be expected, updated in place while it lasts.
-- alert_id: opaque, stable while the issue lasts and after
-- theme_id: the theme
-- opened_at: the morning on which it was known, UTC
-- updated_at: the morning after the last day that stood out
-- closed_at: when 14 days had passed without one; null while it lasts
-- state: open or closed; noise is a wave that is no product problem, whether it lasts or not
-- peak_ratio: highest count over what was to be expected, of one, three or seven days
-- q_value: of its strongest day, over all themes; null where only small rises added up
-- customer_count: distinct customers behind it
-- reason: what it came with, such as a release, and how many spoke where how many were to be expected
-- top_segment: the version, platform, country, plan, segment, source or language that it hits most, if any stands out
-- evidence_ids: the statements that made it, oldest first
-- run_id: the run that published it
with made as (
    select alert_id, theme_id, unnest(statement_ids) as statement_id
    from mined.alerts
),

counted as (
    select
        made.alert_id,
        count(distinct evidence.customer_id) as customer_count,
        list(evidence.evidence_id order by evidence.said_at, evidence.evidence_id) as evidence_ids,
    from made
    join marts.evidence as evidence
        on evidence.subject_type = 'theme'
        and evidence.subject_id = made.theme_id
        and evidence.statement_id = made.statement_id
        and evidence.stance = 'supports'
    group by made.alert_id
)

select
    alerts.alert_id,
    alerts.theme_id,
    alerts.opened_at,
    alerts.updated_at,
    alerts.closed_at,
    alerts.state,
    alerts.peak_ratio,
    alerts.q_value,
    counted.customer_count,
    alerts.reason,
    alerts.top_segment,
    counted.evidence_ids,
    getvariable('run_id')::varchar as run_id,
from mined.alerts as alerts
join counted on counted.alert_id = alerts.alert_id
where alerts.opened_at <= getvariable('as_of')::timestamp
    and counted.customer_count >= getvariable('min_people')::bigint
order by alerts.opened_at desc, alerts.alert_id
