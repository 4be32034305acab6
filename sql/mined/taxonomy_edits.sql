-- One row per human edit of the themes: what became of it when it was last tried.
create table if not exists mined.taxonomy_edits (
    edit_ref varchar not null,
    position bigint not null,
    edit_hash varchar not null,
    op varchar not null,
    from_ids varchar[] not null,
    to_ids varchar[] not null,
    is_applied boolean not null,
    reason varchar not null,
    statements_moved bigint not null,
    author varchar not null,
    asked_on date not null,
    asked_because varchar not null,
    line bigint not null,
    run_id varchar not null
)
