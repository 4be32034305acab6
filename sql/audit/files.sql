-- One row per file that a run read to its end, with how it was read.
create table if not exists audit.files (
    run_id varchar not null,
    source varchar not null,
    file varchar not null,
    byte_count bigint not null,
    sha256 varchar not null,
    encoding varchar not null,
    format varchar not null,
    read_count bigint not null,
    note varchar
)
