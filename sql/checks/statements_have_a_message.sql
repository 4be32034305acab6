-- warn: A statement is left of a message that is gone; the next mining takes it away.
select statements.statement_id, statements.message_id
from mined.statements as statements
left join raw.messages as messages on messages.message_id = statements.message_id
where messages.message_id is null
order by statements.statement_id
