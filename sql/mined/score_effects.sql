-- One row per idea or theme that is spoken of in enough rated feedback: its effect on the mean score.
create table if not exists mined.score_effects (
    subject_type varchar not null,
    subject_id varchar not null,
    metric varchar not null,
    rated_count bigint not null,
    effect double not null,
    effect_lo double not null,
    effect_hi double not null
)
