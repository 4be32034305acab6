-- fail: A theme counts other statements or customers than its evidence, or a run other rows than its tables.
with shown as (
    select subject_id as theme_id, count(*) as statement_count, count(distinct customer_id) as customer_count
    from marts.evidence
    where subject_type = 'theme' and stance = 'supports'
    group by subject_id
)

select themes.theme_id, themes.statement_count, shown.statement_count as shown_count
from marts.themes as themes
join shown on shown.theme_id = themes.theme_id
where (themes.statement_count, themes.customer_count) is distinct from (shown.statement_count, shown.customer_count)

union all

select runs.run_id, runs.evidence_count, (select count(*) from marts.evidence)
from marts.runs as runs
where runs.run_id = getvariable('run_id')::varchar
    and (runs.idea_count, runs.evidence_count) is distinct from (
        (select count(*) from marts.feature_ideas), (select count(*) from marts.evidence)
    )
order by theme_id
