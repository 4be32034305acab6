-- One row per phrase that a language model was asked to word better, with its answer (null where that would not do).
create table if not exists mined.wordings (
    kind varchar not null,
    phrase varchar not null,
    model varchar not null,
    wording varchar
)
