-- Monday of the week that a moment lies in, UTC.
create or replace macro week_of(moment) as (
    date_trunc('week', moment)::date
)
