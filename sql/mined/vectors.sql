-- One row per text and encoder: its vector, paid for once.
create table if not exists mined.vectors (
    text_hash varchar not null,
    encoder varchar not null,
    vector float[] not null
)
