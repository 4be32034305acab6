-- fail: An idea or a pain point is published without a quote from its own evidence.
with published as (
    select 'idea' as subject_type, idea_id as subject_id, best_quote
    from marts.feature_ideas

    union all

    select 'theme', theme_id, best_quote
    from marts.pain_points
)

select published.subject_id, published.best_quote
from published
where not exists (
    from marts.evidence as evidence
    where evidence.subject_type = published.subject_type
        and evidence.subject_id = published.subject_id
        and evidence.quote = published.best_quote
        and evidence.stance = 'supports'
        and evidence.is_counted
        and trim(evidence.quote) != ''
)
order by published.subject_id
