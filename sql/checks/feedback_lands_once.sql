-- fail: A feedback of one source stands twice in raw.feedback.
select source, source_id, count(*) as row_count
from raw.feedback
group by source, source_id
having count(*) > 1
order by source, source_id
