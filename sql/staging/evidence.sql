-- One row per idea or theme and statement that supports or opposes it, as known at as_of.
-- A pain or a request supports its theme, unless it opposes it; what opposes an idea opposes the theme that the idea
-- answers; a question and other praise are no evidence. Of statements in which one customer repeats itself, the first
-- counts, and `counted_id` names it: forty people with the same words stay forty.
-- What a wave of noise says counts for no idea; its theme counts it, so that the alert can be counted again.
-- An idea that a person merged into another keeps its evidence, and lends it to that one.
-- Computed once for all marts, most of which read it.
with lent as (
    select distinct on (standings.merged_into_id, evidence.statement_id)
        standings.merged_into_id as idea_id,
        evidence.statement_id,
        evidence.stance,
    from mined.idea_evidence as evidence
    join mined.idea_standings as standings on standings.idea_id = evidence.idea_id
    anti join mined.idea_evidence as own
        on own.idea_id = standings.merged_into_id and own.statement_id = evidence.statement_id
    where standings.status = 'merged' and standings.merged_into_id is not null
    order by standings.merged_into_id, evidence.statement_id, evidence.stance desc
),

stances as (
    select 'idea' as subject_type, idea_id as subject_id, statement_id, stance
    from mined.idea_evidence

    union all

    select 'idea', idea_id, statement_id, stance
    from lent

    union all

    select 'theme', theme_id, statement_id, 'opposes'
    from staging.contradictions

    union all

    select 'theme', members.theme_id, members.statement_id, 'supports'
    from mined.theme_members as members
    join mined.statements as statements on statements.statement_id = members.statement_id
    anti join staging.contradictions as contradictions
        on contradictions.theme_id = members.theme_id and contradictions.statement_id = members.statement_id
    where members.theme_id is not null and statements.kind in ('pain', 'request')
),

repeated as (
    select statement_id, duplicate_of as said_first_id
    from mined.duplicates

    union

    select duplicate_of as statement_id, duplicate_of as said_first_id
    from mined.duplicates
),

-- The first may lie in another theme, or later than as_of: then the next one counts here.
settled as (
    select
        stances.subject_type,
        stances.subject_id,
        stances.stance,
        stances.statement_id,
        first_value(stances.statement_id) over (
            partition by stances.subject_type, stances.subject_id, stances.stance, repeated.said_first_id
            order by repeated.statement_id != repeated.said_first_id, statements.said_at, stances.statement_id
        ) as counted_id,
    from stances
    join repeated on repeated.statement_id = stances.statement_id
    join staging.statements as statements on statements.statement_id = stances.statement_id
    where is_known(statements.said_at)
),

noise as (
    select distinct unnest(statement_ids) as statement_id
    from mined.alerts
    where state = 'noise'
),

-- Joined by columns alone: with a constant in its condition the join compares every row with every other.
quoted as (
    select 'idea' as subject_type, idea_id as subject_id, 'supports' as stance, statement_id, place
    from mined.idea_quotes
)

select
    stances.subject_type,
    stances.subject_id,
    stances.stance,
    coalesce(settled.counted_id, stances.statement_id) as counted_id,
    stances.subject_type = 'idea' and noise.statement_id is not null as is_of_noise,
    coalesce(settled.counted_id = stances.statement_id, true) and not is_of_noise as is_counted,
    is_counted and stances.stance = 'supports' as is_vote,
    is_counted and stances.stance = 'opposes' as is_counter,
    quoted.place as quote_place,
    statements.*,
from stances
join staging.statements as statements on statements.statement_id = stances.statement_id
left join settled
    on settled.statement_id = stances.statement_id
    and settled.subject_id = stances.subject_id
    and settled.subject_type = stances.subject_type
    and settled.stance = stances.stance
left join noise on noise.statement_id = stances.statement_id
left join quoted
    on quoted.statement_id = stances.statement_id
    and quoted.subject_id = stances.subject_id
    and quoted.subject_type = stances.subject_type
    and quoted.stance = stances.stance
where is_known(statements.said_at)
