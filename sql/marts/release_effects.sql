-- One row per shipped idea and what is watched: the idea's own statements, and its whole theme, before and after.
-- idea_id: the idea that was shipped
-- subject_type: what is watched: idea or theme
-- subject_id: idea_id or theme_id
-- title: title of the idea
-- release: the version that it was shipped with
-- released_on: when; null where nothing tells, and then nothing is compared
-- before_days: days before it with data, at most 84
-- after_days: days from it on, at most 84
-- before_count: customers a source and week who spoke of it, summed, before
-- after_count: the same from the release on
-- before_volume: customers a source and week who were heard at all, summed, before
-- after_volume: the same from the release on
-- ratio: rate after over rate before, sources compared each with itself; null with less than 14 days after
-- ratio_lo: lower end of its 95 % interval
-- ratio_hi: upper end of it; null where it has none
-- outcome: heard less, heard more, no change seen, too early, or unknown where there is nothing to compare
-- tell_count: customers who asked for it before it was shipped (marts.customers_to_tell)
-- run_id: the run that published it
with watched as (
    select idea_id, title, unnest(['idea', 'theme']) as subject_type, unnest([idea_id, theme_id]) as subject_id
    from marts.feature_ideas
    where status = 'shipped'
),

told as (
    select idea_id, count(*) as customer_count
    from marts.customers_to_tell
    group by idea_id
)

select
    watched.idea_id,
    watched.subject_type,
    watched.subject_id,
    watched.title,
    standings.release,
    standings.released_on,
    effects.before_days,
    effects.after_days,
    effects.before_count,
    effects.after_count,
    effects.before_volume,
    effects.after_volume,
    effects.ratio,
    effects.ratio_lo,
    effects.ratio_hi,
    case
        when effects.ratio_hi < 1 then 'heard less'
        when effects.ratio_lo > 1 then 'heard more'
        when effects.ratio is not null then 'no change seen'
        when standings.released_on > getvariable('as_of')::date - 13 then 'too early'
        else 'unknown'
    end as outcome,
    coalesce(told.customer_count, 0) as tell_count,
    getvariable('run_id')::varchar as run_id,
from watched
join mined.idea_standings as standings on standings.idea_id = watched.idea_id
left join mined.release_effects as effects
    on effects.idea_id = watched.idea_id and effects.subject_type = watched.subject_type
left join told on told.idea_id = watched.idea_id
order by watched.idea_id, watched.subject_type
