-- fail: A segment's customers, mentions or share are not those of the evidence.
with listed as (
    select
        subject_type,
        subject_id,
        customer_id,
        unnest(['plan', 'segment', 'country', 'product', 'app_version', 'source', 'language']) as dimension,
        unnest([plan_at_time, segment_at_time, country, product, app_version, source, language]) as value,
    from marts.evidence
    where is_counted and stance = 'supports'
),

bases as (
    select subject_type, subject_id, dimension, count(distinct customer_id) as customer_count
    from listed
    where value is not null
    group by subject_type, subject_id, dimension
),

shown as (
    select
        listed.subject_type,
        listed.subject_id,
        listed.dimension,
        listed.value,
        count(distinct listed.customer_id) as customer_count,
        count(*) as mention_count,
        round(count(distinct listed.customer_id) / any_value(bases.customer_count), 6) as share,
    from listed
    join bases
        on bases.subject_type = listed.subject_type
        and bases.subject_id = listed.subject_id
        and bases.dimension = listed.dimension
    where listed.value is not null
    group by listed.subject_type, listed.subject_id, listed.dimension, listed.value
)

select
    coalesce(cuts.subject_id, shown.subject_id) as subject_id,
    coalesce(cuts.dimension, shown.dimension) as dimension,
    coalesce(cuts.value, shown.value) as value,
    cuts.customer_count,
    shown.customer_count as shown_customer_count,
    cuts.mention_count,
    shown.mention_count as shown_mention_count,
from marts.segment_cuts as cuts
full join shown
    on shown.subject_type = cuts.subject_type
    and shown.subject_id = cuts.subject_id
    and shown.dimension = cuts.dimension
    and shown.value = cuts.value
where cuts.subject_id is null
    or shown.subject_id is null
    or cuts.is_suppressed != (shown.customer_count < getvariable('min_people')::bigint)
    or (
        not cuts.is_suppressed
        and (cuts.customer_count, cuts.mention_count, cuts.share)
            is distinct from (shown.customer_count, shown.mention_count, shown.share)
    )
order by subject_id, dimension, value
