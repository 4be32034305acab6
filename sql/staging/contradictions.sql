-- One row per theme and statement that opposes what answers the theme.
-- Of an idea that answers several themes: the one in which the statement lies, or the idea's own.
with answered as (
    select distinct evidence.idea_id, members.theme_id
    from mined.idea_evidence as evidence
    join mined.theme_members as members on members.statement_id = evidence.statement_id
    where evidence.stance = 'supports' and members.theme_id is not null
)

select distinct
    coalesce(answered.theme_id, ideas.theme_id) as theme_id,
    evidence.statement_id,
from mined.idea_evidence as evidence
join mined.ideas as ideas on ideas.idea_id = evidence.idea_id
left join mined.theme_members as members on members.statement_id = evidence.statement_id
left join answered on answered.idea_id = evidence.idea_id and answered.theme_id = members.theme_id
where evidence.stance = 'opposes'
