-- One row per idea and statement that supports or opposes it.
create table if not exists mined.idea_evidence (
    idea_id varchar not null,
    statement_id varchar not null,
    stance varchar not null
)
