-- One row per customer's message that has been read, with what became of it.
create table if not exists mined.messages (
    message_id varchar not null,
    feedback_id varchar not null,
    text_hash varchar not null,
    reader_hash varchar not null,
    language varchar not null,
    state varchar not null,
    reason varchar,
    run_id varchar not null
)
