-- fail: Evidence is published for an idea or a pain point that is not.
with subjects as (
    select 'idea' as subject_type, idea_id as subject_id
    from marts.feature_ideas

    union all

    select 'theme', theme_id
    from marts.pain_points
)

select evidence_id, subject_type, subject_id
from marts.evidence as evidence
anti join subjects using (subject_type, subject_id)
order by evidence_id
