-- fail: A vote is taken from a customer because another one, or nobody, said the same.
select duplicates.statement_id, duplicates.duplicate_of
from mined.duplicates as duplicates
left join staging.statements as repeated on repeated.statement_id = duplicates.statement_id
left join staging.statements as originals on originals.statement_id = duplicates.duplicate_of
where repeated.customer_id is distinct from originals.customer_id or duplicates.statement_id = duplicates.duplicate_of
order by duplicates.statement_id
