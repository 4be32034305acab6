-- One row per accuracy figure of a labelled set, as it was last measured.
create table if not exists audit.evaluations (
    label_set varchar not null,
    figure varchar not null,
    value double not null,
    value_lo double not null,
    value_hi double not null,
    label_count bigint not null,
    reference varchar,
    run_id varchar not null
)
