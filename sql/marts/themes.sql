-- One row per theme that ever was, but for those of fewer people than min_people; level 1 is an area, level 2 a theme.
-- theme_id: opaque, stable across runs, never reused
-- label: its name, as a product manager would write it
-- label_source: who named it: found by us, worded by a model, or a person
-- description: what it is about
-- keywords: words that tell it from the others
-- level: 1 area, 2 theme
-- parent_id: the theme above it
-- area: name of its area
-- state: active, proposed, retired or merged
-- successor_id: the theme that took its place, where it ended
-- created_run_id: the run that founded it
-- is_pinned: whether a person holds it as it is
-- is_noise: whether a person says that it is no product problem: it counts here, and is no pain point and no idea
-- noise_share: share of its statements that came with a wave of noise, as an alert says: near 1, it is no product problem
-- statement_count: specific pains and requests in it (of an area: in its themes), none that opposes it
-- customer_count: distinct customers behind them
-- coverage_share: statement_count over all specific pains and requests, those without a theme included
-- cohesion: mean similarity of its statements to its centre
-- unsure_share: share of its statements that are no more like its centre than chance makes them
-- nearest_theme_id: the theme most like it
-- nearest_similarity: how much
-- run_id: the run that published it
with noise as (
    select distinct unnest(statement_ids) as statement_id
    from mined.alerts
    where state = 'noise'
),

voiced as (
    select
        statements.theme_id,
        themes.parent_id,
        statements.customer_id,
        contradictions.statement_id is not null as is_opposing,
        noise.statement_id is not null as is_of_noise,
        statements.assign_similarity < (select max(similarity_floor) from mined.grouping) as is_unsure,
    from staging.statements as statements
    left join staging.themes as themes on themes.theme_id = statements.theme_id
    left join staging.contradictions as contradictions
        on contradictions.theme_id = statements.theme_id and contradictions.statement_id = statements.statement_id
    left join noise on noise.statement_id = statements.statement_id
    where statements.assign_method is not null
        and statements.kind in ('pain', 'request')
        and is_known(statements.said_at)
),

placed as (
    select theme_id, customer_id, is_of_noise, is_unsure
    from voiced
    where theme_id is not null and not is_opposing

    union all

    select parent_id as theme_id, customer_id, is_of_noise, is_unsure
    from voiced
    where parent_id is not null and not is_opposing
),

counts as (
    select
        theme_id,
        count(*) as statement_count,
        count(distinct customer_id) as customer_count,
        count(*) filter (is_of_noise) as noise_count,
        count(*) filter (is_unsure) as unsure_count,
    from placed
    group by theme_id
),

judged as (
    select
        themes.*,
        coalesce(counts.statement_count, 0) as statement_count,
        coalesce(counts.customer_count, 0) as customer_count,
        coalesce(counts.noise_count, 0) as noise_count,
        coalesce(counts.unsure_count, 0) as unsure_count,
        (select count(*) from voiced) as voiced_count,
    from staging.themes as themes
    left join counts on counts.theme_id = themes.theme_id
)

select
    theme_id,
    label,
    label_source,
    description,
    keywords,
    level,
    parent_id,
    area,
    state,
    successor_id,
    created_run_id,
    is_pinned,
    is_noise,
    share(noise_count, statement_count) as noise_share,
    statement_count,
    customer_count,
    share(statement_count, voiced_count) as coverage_share,
    cohesion,
    share(unsure_count, statement_count) as unsure_share,
    nearest_theme_id,
    nearest_similarity,
    getvariable('run_id')::varchar as run_id,
from judged
where customer_count = 0 or customer_count >= getvariable('min_people')::bigint
order by level, statement_count desc, theme_id
