-- One row per run up to this one: what ran, on what, and what came of it.
-- run_id: the run
-- as_of: the instant that it speaks for, UTC
-- started_at: when it began
-- ended_at: when it ended; null for the run that publishes this, and for one that was cut off
-- state: how it ended
-- stage: the stage that it reached
-- error: what stopped it
-- code_hash: of the program
-- config_hash: of the settings
-- taxonomy_hash: of the human edits
-- encoder: which encoder made the vectors
-- window_start_at: oldest feedback that was there, for the run that publishes this
-- window_end_at: newest feedback that was there
-- read_count: rows read
-- stored_count: of them stored
-- unchanged_count: of them known already
-- quarantined_count: of them set aside
-- idea_count: feature ideas published
-- evidence_count: rows of evidence published
with landed as (
    select
        run_id,
        sum(read_count)::bigint as read_count,
        sum(stored_count)::bigint as stored_count,
        sum(unchanged_count)::bigint as unchanged_count,
        sum(quarantined_count)::bigint as quarantined_count,
    from audit.loads
    group by run_id
),

published as (
    select
        run_id,
        max(row_count) filter (where relation = 'marts.feature_ideas') as idea_count,
        max(row_count) filter (where relation = 'marts.evidence') as evidence_count,
    from audit.published
    where run_id != getvariable('run_id')::varchar
    group by run_id

    union all

    select
        getvariable('run_id')::varchar as run_id,
        (select count(*) from marts.feature_ideas) as idea_count,
        (select count(*) from marts.evidence) as evidence_count,
),

spans as (
    select min(created_at) as window_start_at, max(created_at) as window_end_at
    from staging.feedback
    where not is_future and is_known(created_at)
)

select
    runs.run_id,
    runs.as_of,
    runs.started_at,
    runs.ended_at,
    runs.state,
    runs.stage,
    runs.error,
    runs.code_hash,
    runs.config_hash,
    runs.taxonomy_hash,
    runs.encoder,
    spans.window_start_at,
    spans.window_end_at,
    coalesce(landed.read_count, 0) as read_count,
    coalesce(landed.stored_count, 0) as stored_count,
    coalesce(landed.unchanged_count, 0) as unchanged_count,
    coalesce(landed.quarantined_count, 0) as quarantined_count,
    published.idea_count,
    published.evidence_count,
from audit.runs as runs
left join landed on landed.run_id = runs.run_id
left join published on published.run_id = runs.run_id
left join spans on runs.run_id = getvariable('run_id')::varchar
order by runs.sequence, runs.run_id
