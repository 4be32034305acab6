-- One row per idea and statement that is read first for it.
create table if not exists mined.idea_quotes (
    idea_id varchar not null,
    statement_id varchar not null,
    place integer not null
)
