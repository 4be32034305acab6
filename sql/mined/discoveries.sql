-- One row per time that new themes, splits and merges were looked for, with how things stood then.
create table if not exists mined.discoveries (
    run_id varchar not null,
    "at" timestamp not null,
    statement_count bigint not null,
    unclear_share double not null,
    similarity_mean double not null
)
