-- new, rising, steady or fading, from plain counts; null where one of the two spans is silent in all themes.
-- Rising: at least 5 mentions in 28 days and at least 1.5 times as often as in the 84 days before.
-- Fading: at least 5 were to be expected at the earlier rate and at most 2/3 of them came. Limits, not statistics.
create or replace macro trend_name(
    is_first_heard_lately, recent_count, recent_volume, earlier_count, earlier_volume
) as (
    case
        when recent_volume = 0 or earlier_volume = 0 then null
        when is_first_heard_lately then 'new'
        when recent_count >= 5
            and recent_count * earlier_volume >= 1.5 * earlier_count * recent_volume then 'rising'
        when earlier_count * recent_volume >= 5 * earlier_volume
            and 3 * recent_count * earlier_volume <= 2 * earlier_count * recent_volume then 'fading'
        else 'steady'
    end
)
