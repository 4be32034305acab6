-- One row per idea or theme and statement that supports or opposes it, as known at as_of.
-- A pain or a request supports its theme; praise opposes it; a question is no evidence. Of statements in which one
-- customer repeats itself, the first counts, and `counted_id` names it: forty people with the same words stay forty.
with stances as (
    select 'idea' as subject_type, idea_id as subject_id, statement_id, stance
    from mined.idea_evidence

    union all

    select
        'theme' as subject_type,
        members.theme_id as subject_id,
        members.statement_id,
        if(statements.kind = 'praise', 'opposes', 'supports') as stance,
    from mined.theme_members as members
    join mined.statements as statements on statements.statement_id = members.statement_id
    where members.theme_id is not null and statements.kind in ('pain', 'request', 'praise')
),

ordered as (
    select
        stances.subject_type,
        stances.subject_id,
        stances.stance,
        statements.*,
        members.similarity as assign_similarity,
        members.method as assign_method,
        first_value(stances.statement_id) over (
            partition by
                stances.subject_type,
                stances.subject_id,
                stances.stance,
                coalesce(statements.duplicate_of, stances.statement_id)
            order by statements.duplicate_of is not null, statements.said_at, stances.statement_id
        ) as counted_id,
    from stances
    join staging.statements as statements on statements.statement_id = stances.statement_id
    left join mined.theme_members as members on members.statement_id = stances.statement_id
    where is_known(statements.said_at)
)

select
    *,
    counted_id = statement_id as is_counted,
    counted_id = statement_id and stance = 'supports' as is_vote,
    counted_id = statement_id and stance = 'opposes' as is_counter,
from ordered
