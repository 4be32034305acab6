-- One row per release of the releases file: which version was out from when on.
create table if not exists raw.releases (
    version varchar not null,
    released_at timestamp not null,
    notes varchar
)
