-- One row per issue that stood out, from the day on which it was known; statement_ids are what made it.
create table if not exists mined.alerts (
    alert_id varchar not null,
    theme_id varchar not null,
    opened_at timestamp not null,
    updated_at timestamp not null,
    closed_at timestamp,
    state varchar not null,
    peak_ratio double not null,
    q_value double,
    reason varchar not null,
    top_segment varchar,
    statement_ids varchar[] not null
)
