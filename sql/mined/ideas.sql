-- One row per feature idea.
create table if not exists mined.ideas (
    idea_id varchar not null,
    theme_id varchar not null,
    title varchar not null,
    problem_statement varchar not null,
    idea_kind varchar not null,
    job varchar,
    obstacle varchar,
    workaround varchar,
    feeling varchar,
    created_run_id varchar not null
)
