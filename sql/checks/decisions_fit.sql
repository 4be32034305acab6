-- warn: A decision could not be applied, or leaves open when something was shipped.
select idea_id, line, coalesce(gap, reason) as problem
from marts.decisions
where (not is_applied and decided_on <= getvariable('as_of')::date) or gap is not null
order by position
