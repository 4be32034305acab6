-- One row per account and date from which its plan, revenue and segment hold.
create table if not exists raw.accounts (
    account_id varchar not null,
    valid_from timestamp not null,
    plan varchar,
    revenue decimal(18, 2),
    currency varchar,
    segment varchar
)
