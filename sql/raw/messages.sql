-- One row per message of a feedback's newest version, redacted and otherwise as landed.
create table if not exists raw.messages (
    message_id varchar not null,
    feedback_id varchar not null,
    position integer not null,
    key varchar not null,
    part varchar not null,
    author_role varchar not null,
    author_id varchar,
    said_at timestamp,
    is_html boolean not null,
    text varchar not null
)
