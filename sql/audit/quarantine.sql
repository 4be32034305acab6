-- One row per row that could not land: where it stood, why, and its bytes, redacted.
create table if not exists audit.quarantine (
    quarantine_id varchar not null,
    source varchar not null,
    file varchar not null,
    line bigint not null,
    reason varchar not null,
    detail varchar not null,
    payload blob not null,
    state varchar not null,
    first_run_id varchar not null,
    last_run_id varchar not null
)
