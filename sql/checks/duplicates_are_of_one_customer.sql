-- fail: A vote is taken from a customer because another one said the same, or is taken twice.
with votes as (
    select statement_id, customer_id, count(*) as row_count
    from staging.statements
    group by statement_id, customer_id
)

select duplicates.statement_id, duplicates.duplicate_of, repeated.row_count
from mined.duplicates as duplicates
join votes as repeated on repeated.statement_id = duplicates.statement_id
join votes as originals on originals.statement_id = duplicates.duplicate_of
where repeated.customer_id != originals.customer_id
    or duplicates.statement_id = duplicates.duplicate_of
    or repeated.row_count > 1
order by duplicates.statement_id
