-- One row per idea that a person has decided on: how it stands after all decisions.
create table if not exists mined.idea_standings (
    idea_id varchar not null,
    status varchar not null,
    owner varchar,
    effort_person_months double,
    release varchar,
    released_on date,
    merged_into_id varchar,
    note varchar,
    decided_on date not null
)
