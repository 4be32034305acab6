-- fail: An idea or a statement that evidence speaks of is not there, or one statement is given twice to one idea.
select evidence.idea_id, evidence.statement_id, count(*) as row_count
from mined.idea_evidence as evidence
left join mined.ideas as ideas on ideas.idea_id = evidence.idea_id
left join mined.statements as statements on statements.statement_id = evidence.statement_id
group by evidence.idea_id, evidence.statement_id
having count(*) > 1 or bool_or(ideas.idea_id is null or statements.statement_id is null)
order by evidence.idea_id, evidence.statement_id
