-- One row per run. A run without an end was cut off.
create table if not exists audit.runs (
    run_id varchar not null,
    sequence bigint not null,
    as_of timestamp not null,
    started_at timestamp not null,
    ended_at timestamp,
    state varchar not null,
    stage varchar,
    error varchar,
    code_hash varchar not null,
    config_hash varchar not null,
    taxonomy_hash varchar,
    encoder varchar not null
)
