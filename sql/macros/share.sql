-- A part of a whole, 0 to 1; null where the whole is nothing.
create or replace macro share(part, whole) as (
    case when whole > 0 then part / whole::double end
)
