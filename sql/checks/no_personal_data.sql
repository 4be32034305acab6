-- fail: A published text holds an e-mail address or a card number.
with texts as (
    select evidence_id as row_id, 'evidence' as relation, quote as written
    from marts.evidence

    union all

    select
        idea_id as row_id,
        'feature_ideas' as relation,
        unnest([title, problem_statement, best_quote, job, obstacle, workaround, feeling]) as written,
    from marts.feature_ideas

    union all

    select theme_id as row_id, 'pain_points' as relation, unnest([title, description, best_quote]) as written
    from marts.pain_points

    union all

    select
        theme_id as row_id,
        'themes' as relation,
        unnest(list_concat([label, description], keywords)) as written,
    from marts.themes

    union all

    select quarantine_id as row_id, 'quarantine' as relation, detail as written
    from marts.quarantine
)

select distinct row_id, relation
from texts
where looks_personal(written)
order by row_id, relation
