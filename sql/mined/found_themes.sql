-- One row per theme as the statements alone give it, before any edit of a person; level 1 is an area, level 2 a theme.
create table if not exists mined.found_themes (
    theme_id varchar not null,
    level integer not null,
    parent_id varchar,
    label varchar not null,
    description varchar not null,
    keywords varchar[] not null,
    statement_count bigint not null,
    cohesion double,
    nearest_theme_id varchar,
    nearest_similarity double,
    centroid float[]
)
