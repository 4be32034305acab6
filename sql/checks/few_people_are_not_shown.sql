-- fail: A row speaks of fewer customers than publish.min_people.
with shown as (
    select 'feature_ideas' as relation, idea_id as row_id, customer_count
    from marts.feature_ideas

    union all

    select 'pain_points', theme_id, customer_count
    from marts.pain_points

    union all

    select 'themes', theme_id, nullif(customer_count, 0)
    from marts.themes

    union all

    select 'theme_trends', concat_ws(' ', theme_id, period_start), nullif(customer_count, 0)
    from marts.theme_trends

    union all

    select 'alerts', alert_id, customer_count
    from marts.alerts

    union all

    select 'segment_cuts', concat_ws(' ', subject_id, dimension, value), customer_count
    from marts.segment_cuts
)

select row_id, relation, customer_count
from shown
where customer_count < getvariable('min_people')::bigint
order by row_id, relation
