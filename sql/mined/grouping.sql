-- One row: how the themes that stand were found.
create table if not exists mined.grouping (
    encoder varchar not null,
    similarity_floor double not null,
    grouped_count bigint not null,
    note varchar not null,
    run_id varchar not null
)
