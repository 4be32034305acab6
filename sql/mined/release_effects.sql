-- One row per shipped idea and what is watched (the idea, its theme): customers before and after its release.
create table if not exists mined.release_effects (
    idea_id varchar not null,
    subject_type varchar not null,
    subject_id varchar not null,
    before_days bigint not null,
    after_days bigint not null,
    before_count bigint not null,
    after_count bigint not null,
    before_volume bigint not null,
    after_volume bigint not null,
    ratio double,
    ratio_lo double,
    ratio_hi double
)
