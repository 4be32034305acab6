-- fail: Evidence is published for an idea or a pain point that is not.
select evidence.evidence_id, evidence.subject_type, evidence.subject_id
from marts.evidence as evidence
left join marts.feature_ideas as ideas on evidence.subject_type = 'idea' and ideas.idea_id = evidence.subject_id
left join marts.pain_points as pains on evidence.subject_type = 'theme' and pains.theme_id = evidence.subject_id
where ideas.idea_id is null and pains.theme_id is null
order by evidence.evidence_id
