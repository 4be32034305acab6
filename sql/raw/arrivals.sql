-- One row per feedback: as what it came before it was redacted, so that the same row is known when it comes again.
create table if not exists raw.arrivals (
    feedback_id varchar not null,
    came_as varchar not null,
    content_hash varchar not null
)
