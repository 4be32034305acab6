-- One row per version of a feedback that is no longer, or never was, its newest.
create table if not exists raw.feedback_history (
    feedback_id varchar not null,
    content_hash varchar not null,
    updated_at timestamp,
    payload varchar not null,
    recorded_run_id varchar not null
)
