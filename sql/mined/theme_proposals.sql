-- One row per new theme, split or merge that grouping everything again suggested, and what became of it.
create table if not exists mined.theme_proposals (
    proposal_id varchar not null,
    op varchar not null,
    from_ids varchar[] not null,
    theme_id varchar not null,
    label varchar not null,
    statement_ids varchar[] not null,
    reason varchar not null,
    state varchar not null,
    proposed_at timestamp not null,
    proposed_run_id varchar not null,
    settled_run_id varchar
)
