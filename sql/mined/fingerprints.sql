-- One row per stage: what it last worked on, so that a run with nothing new does nothing.
create table if not exists mined.fingerprints (
    stage varchar not null,
    fingerprint varchar not null,
    run_id varchar not null
)
