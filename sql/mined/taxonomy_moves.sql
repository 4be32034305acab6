-- One row per statement that a human edit gave its place; words_hash where a person named the statement itself.
create table if not exists mined.taxonomy_moves (
    edit_ref varchar not null,
    statement_id varchar not null,
    words_hash varchar
)
