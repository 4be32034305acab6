-- One row per idea or theme whose last four weeks were tested against the twelve before them.
create table if not exists mined.subject_trends (
    subject_type varchar not null,
    subject_id varchar not null,
    trend_q double not null
)
