-- Whether something had been said by the instant that the run speaks for; what has no date counts as said.
create or replace macro is_known(said_at) as (
    coalesce(said_at <= getvariable('as_of')::timestamp, true)
)
