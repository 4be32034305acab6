-- new, rising, steady or fading; null where one of the two spans is silent in all themes.
-- Rising and fading are tested: customers of the last 28 days against those of the 84 days before, by week, with the
-- share of false discoveries (trend_q) at most 1 in 10 over all ideas, or all pain points. What was not tested is steady.
create or replace macro trend_name(
    is_first_heard_lately, recent_count, recent_volume, earlier_count, earlier_volume, trend_q
) as (
    case
        when recent_volume = 0 or earlier_volume = 0 then null
        when is_first_heard_lately then 'new'
        when coalesce(trend_q, 1) > 0.1 then 'steady'
        when recent_count * earlier_volume > earlier_count * recent_volume then 'rising'
        when recent_count * earlier_volume < earlier_count * recent_volume then 'fading'
        else 'steady'
    end
)
