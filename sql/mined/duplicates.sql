-- One row per statement that the same customer had made before, in this or another feedback.
create table if not exists mined.duplicates (
    statement_id varchar not null,
    duplicate_of varchar not null
)
