-- End of the 95 % interval of a share (Wilson 1927): side -1 is the lower one, 1 the upper one.
create or replace macro wilson(part, whole, side) as (
    case
        when whole > 0 then (
            part / whole::double + 1.9208 / whole
            + side * 1.96 * sqrt(part * (whole - part) / whole::double + 0.9604) / whole
        ) / (1 + 3.8415 / whole)
    end
)
