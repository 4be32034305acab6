-- One row per statement that ideas may rest on: what it says, read once. Another key is another text, kind or grammar.
create table if not exists mined.voice_readings (
    statement_id varchar not null,
    reading_key ubigint not null,
    is_glad boolean not null,
    claims varchar
)
