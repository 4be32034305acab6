-- warn: A source has said nothing for four weeks or more.
select source, last_created_at, silent_days
from marts.sources_status
where silent_days >= 28
order by source
