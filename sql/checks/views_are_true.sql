-- fail: An idea tells a job, an obstacle, a workaround or a feeling that no statement in its support says.
with views as (
    select idea_id, unnest([job, obstacle, workaround, feeling]) as told
    from marts.feature_ideas
)

select distinct views.idea_id, views.told
from views
where
    views.told is not null
    and not exists (
        select 1
        from marts.evidence as evidence
        join mined.statements as statements on statements.statement_id = evidence.statement_id
        where
            evidence.subject_type = 'idea'
            and evidence.subject_id = views.idea_id
            and evidence.stance = 'supports'
            and contains(statements.clean, views.told)
    )
order by views.idea_id, views.told
