-- One row per specific pain or request, and per praise or question about a theme: the theme it belongs to, or none.
create table if not exists mined.theme_members (
    statement_id varchar not null,
    theme_id varchar,
    similarity double not null,
    method varchar not null
)
