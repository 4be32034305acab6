-- Rate of the last 28 days over that of the 84 days before, each per statement heard; null without a base.
create or replace macro trend_ratio(recent_count, recent_volume, earlier_count, earlier_volume) as (
    round(share(recent_count, recent_volume) / nullif(share(earlier_count, earlier_volume), 0), 4)
)
