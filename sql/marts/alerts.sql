-- One row per issue that an alert speaks of, updated in place. Empty until trends are tested: a count is no alert.
-- alert_id: opaque, stable while the issue lasts
-- theme_id: the theme
-- opened_at: when it was first seen, UTC
-- updated_at: when it was last seen
-- closed_at: when it was over
-- state: open or closed
-- peak_ratio: highest rate over what was to be expected
-- q_value: of its strongest period
-- customer_count: distinct customers behind it
-- reason: what it came with, such as a release
-- top_segment: the segment that it hits most
-- evidence_ids: the statements that made it
-- run_id: the run that published it
select
    null::varchar as alert_id,
    null::varchar as theme_id,
    null::timestamp as opened_at,
    null::timestamp as updated_at,
    null::timestamp as closed_at,
    null::varchar as state,
    null::double as peak_ratio,
    null::double as q_value,
    null::bigint as customer_count,
    null::varchar as reason,
    null::varchar as top_segment,
    null::varchar[] as evidence_ids,
    getvariable('run_id')::varchar as run_id,
where false
order by alert_id
