-- One row per run and table that it published, with how many rows.
create table if not exists audit.published (
    run_id varchar not null,
    relation varchar not null,
    row_count bigint not null
)
