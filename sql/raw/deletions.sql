-- One row per feedback that its source says is gone.
create table if not exists raw.deletions (
    feedback_id varchar not null,
    source varchar not null,
    source_id varchar not null,
    deleted_at timestamp,
    run_id varchar not null
)
