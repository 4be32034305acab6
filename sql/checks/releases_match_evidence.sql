-- fail: What is said of a release, or whom to tell of it, is not what the evidence shows.
with weeks as (
    select
        effects.idea_id,
        effects.subject_type,
        floor((evidence.said_at::date - effects.released_on) / 7) as week,
        evidence.source,
        count(distinct evidence.customer_id) as customer_count,
    from marts.release_effects as effects
    join marts.evidence as evidence
        on evidence.subject_type = effects.subject_type and evidence.subject_id = effects.subject_id
    where evidence.is_counted and evidence.stance = 'supports'
        and evidence.said_at::date between effects.released_on - 84 and effects.released_on + 83
    group by effects.idea_id, effects.subject_type, week, evidence.source
),

counted as (
    select
        idea_id,
        subject_type,
        sum(customer_count) filter (where week < 0) as before_count,
        sum(customer_count) filter (where week >= 0) as after_count,
    from weeks
    group by idea_id, subject_type
),

asked as (
    select effects.idea_id, count(distinct evidence.customer_id) as tell_count
    from marts.release_effects as effects
    join marts.evidence as evidence on evidence.subject_type = 'idea' and evidence.subject_id = effects.idea_id
    where evidence.is_counted and evidence.stance = 'supports'
        and coalesce(evidence.said_at::date < effects.released_on, true)
    group by effects.idea_id
),

told as (
    select idea_id, count(*) as tell_count
    from marts.customers_to_tell
    group by idea_id
)

select
    effects.idea_id,
    effects.subject_type,
    effects.before_count,
    counted.before_count as shown_before_count,
    effects.after_count,
    counted.after_count as shown_after_count,
    effects.tell_count,
    asked.tell_count as shown_tell_count,
from marts.release_effects as effects
left join counted on counted.idea_id = effects.idea_id and counted.subject_type = effects.subject_type
left join asked on asked.idea_id = effects.idea_id
left join told on told.idea_id = effects.idea_id
where (effects.ratio is not null
        and (effects.before_count, effects.after_count)
            is distinct from (coalesce(counted.before_count, 0), coalesce(counted.after_count, 0)))
    or effects.tell_count != coalesce(asked.tell_count, 0)
    or effects.tell_count != coalesce(told.tell_count, 0)
order by effects.idea_id, effects.subject_type
