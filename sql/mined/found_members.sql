-- One row per statement that a theme was looked for: its place before any edit of a person.
create table if not exists mined.found_members (
    statement_id varchar not null,
    theme_id varchar,
    similarity double not null
)
