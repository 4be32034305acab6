-- One row per batch landed: the ledger, written in the batch's own transaction.
create table if not exists audit.loads (
    run_id varchar not null,
    source varchar not null,
    file varchar not null,
    batch integer not null,
    read_count bigint not null,
    stored_count bigint not null,
    unchanged_count bigint not null,
    quarantined_count bigint not null,
    feedback_total bigint not null
)
