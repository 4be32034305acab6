-- One row per theme that ever was; level 1 is an area, level 2 a theme.
create table if not exists mined.themes (
    theme_id varchar not null,
    level integer not null,
    parent_id varchar,
    label varchar not null,
    label_source varchar not null,
    description varchar not null,
    keywords varchar[] not null,
    state varchar not null,
    successor_id varchar,
    created_run_id varchar not null,
    is_pinned boolean not null,
    is_noise boolean not null,
    statement_count bigint not null,
    cohesion double,
    nearest_theme_id varchar,
    nearest_similarity double,
    centroid float[]
)
