-- One row per idea or theme, dimension and value: how its customers split, against all customers that were heard.
-- subject_type: idea or theme
-- subject_id: idea_id or theme_id
-- dimension: plan, segment, country, product, app_version, source or language
-- value: the value, as it was when the statement was made
-- customer_count: distinct customers behind the subject with this value; null where suppressed
-- mention_count: their statements in support
-- share: customer_count over the subject's customers whose value is known
-- lift: that share over the same share among all customers that were heard; 1 is as usual
-- lift_lo: lower end of the 95 % interval of lift: Wilson's interval of share over the share among all, taken as known
-- lift_hi: upper end of it
-- is_suppressed: fewer customers than min_people, so nothing is shown
-- run_id: the run that published it
with voices as (
    select
        evidence.subject_type,
        evidence.subject_id,
        evidence.customer_id,
        [evidence.plan, evidence.segment, evidence.country, coalesce(evidence.product, getvariable('product')::varchar),
            evidence.app_version, evidence.source, evidence.language] as "values",
        count(*) as mention_count,
    from staging.evidence as evidence
    join (select distinct subject_type, subject_id from marts.evidence) as shown
        on shown.subject_type = evidence.subject_type and shown.subject_id = evidence.subject_id
    where evidence.is_vote
    group by all

    union all

    select
        'all' as subject_type,
        null as subject_id,
        customer_id,
        [plan, segment, country, coalesce(product, getvariable('product')::varchar), app_version, source, language]
            as "values",
        count(*) as mention_count,
    from staging.statements
    where duplicate_of is null and is_known(said_at)
    group by all
),

listed as (
    select
        subject_type,
        subject_id,
        customer_id,
        mention_count,
        unnest(['plan', 'segment', 'country', 'product', 'app_version', 'source', 'language']) as dimension,
        unnest("values") as value,
    from voices
),

cuts as (
    select
        subject_type,
        subject_id,
        dimension,
        value,
        count(distinct customer_id) as customer_count,
        sum(mention_count)::bigint as mention_count,
    from listed
    where value is not null
    group by subject_type, subject_id, dimension, value
),

bases as (
    select subject_type, subject_id, dimension, count(distinct customer_id) as customer_count
    from listed
    where value is not null
    group by subject_type, subject_id, dimension
),

shares as (
    select
        cuts.subject_type,
        cuts.subject_id,
        cuts.dimension,
        cuts.value,
        cuts.customer_count,
        cuts.mention_count,
        share(cuts.customer_count, bases.customer_count) as share,
        wilson(cuts.customer_count, bases.customer_count, -1) as share_lo,
        wilson(cuts.customer_count, bases.customer_count, 1) as share_hi,
        cuts.customer_count < getvariable('min_people')::bigint as is_suppressed,
    from cuts
    join bases
        on bases.subject_type = cuts.subject_type
        and bases.subject_id is not distinct from cuts.subject_id
        and bases.dimension = cuts.dimension
)

select
    shares.subject_type,
    shares.subject_id,
    shares.dimension,
    shares.value,
    if(shares.is_suppressed, null, shares.customer_count) as customer_count,
    if(shares.is_suppressed, null, shares.mention_count) as mention_count,
    if(shares.is_suppressed, null, round(shares.share, 6)) as share,
    if(shares.is_suppressed, null, round(shares.share / nullif(usual.share, 0), 4)) as lift,
    if(shares.is_suppressed, null, round(shares.share_lo / nullif(usual.share, 0), 4)) as lift_lo,
    if(shares.is_suppressed, null, round(shares.share_hi / nullif(usual.share, 0), 4)) as lift_hi,
    coalesce(shares.is_suppressed, false) as is_suppressed,
    getvariable('run_id')::varchar as run_id,
from shares
left join shares as usual
    on usual.subject_type = 'all' and usual.dimension = shares.dimension and usual.value = shares.value
where shares.subject_type != 'all'
order by shares.subject_type, shares.subject_id, shares.dimension, shares.customer_count desc, shares.value
