-- One row per customer: what of theirs was last compared for repeats, so that only who says something new is compared again.
create table if not exists mined.compared (
    customer_id varchar not null,
    fingerprint varchar not null
)
