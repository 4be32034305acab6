-- fail: A table has lost nine tenths of the rows that the last run published, and nothing says why.
with last_runs as (
    select published.run_id
    from audit.published as published
    join audit.runs as runs on runs.run_id = published.run_id
    where published.run_id != getvariable('run_id')::varchar and runs.as_of <= getvariable('as_of')::timestamp
    order by runs.sequence desc
    limit 1
),

built as (
    select 'marts.feature_ideas' as relation, count(*) as row_count from marts.feature_ideas
    union all
    select 'marts.pain_points', count(*) from marts.pain_points
    union all
    select 'marts.evidence', count(*) from marts.evidence
    union all
    select 'marts.themes', count(*) from marts.themes
)

select built.relation, built.row_count, published.row_count as last_row_count
from built
join audit.published as published on published.relation = built.relation
join last_runs on last_runs.run_id = published.run_id
where published.row_count >= 20 and built.row_count * 10 < published.row_count
order by built.relation
