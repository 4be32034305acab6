-- One row per source: which files, in which state, have been read to their end.
create table if not exists raw.cursors (
    source varchar not null,
    cursor varchar not null,
    run_id varchar not null
)
