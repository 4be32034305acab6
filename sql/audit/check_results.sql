-- One row per expectation or check of a run, with what it observed.
create table if not exists audit.check_results (
    run_id varchar not null,
    suite varchar not null,
    name varchar not null,
    severity varchar not null,
    scope varchar not null,
    is_met boolean not null,
    observed varchar not null,
    bad_keys varchar[],
    error varchar
)
