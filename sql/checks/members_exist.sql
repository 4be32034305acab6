-- fail: A theme, or none, is given to a statement that is not there, to one twice, or to a theme that is not active.
select members.statement_id, min(members.theme_id) as theme_id, count(*) as row_count
from mined.theme_members as members
left join mined.statements as statements on statements.statement_id = members.statement_id
left join mined.themes as themes on themes.theme_id = members.theme_id
group by members.statement_id
having count(*) > 1
    or bool_or(statements.statement_id is null)
    or bool_or(members.theme_id is not null and coalesce(themes.state not in ('active', 'proposed'), true))
order by members.statement_id
