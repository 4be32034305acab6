-- One row per decision of decisions.yaml: what became of it when it was last tried.
create table if not exists mined.decisions (
    position bigint not null,
    idea_id varchar not null,
    title varchar,
    status varchar,
    owner varchar,
    effort_person_months double,
    release varchar,
    released_on date,
    merged_into_id varchar,
    note varchar,
    author varchar not null,
    decided_on date not null,
    is_applied boolean not null,
    reason varchar not null,
    gap varchar,
    line bigint not null,
    run_id varchar not null
)
