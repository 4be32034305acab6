-- One row per thing that happened to a theme.
create table if not exists mined.theme_lineage (
    event_id varchar not null,
    "at" timestamp not null,
    op varchar not null,
    from_ids varchar[] not null,
    to_ids varchar[] not null,
    actor varchar not null,
    reason varchar not null,
    edit_ref varchar,
    statements_moved bigint not null,
    run_id varchar not null
)
