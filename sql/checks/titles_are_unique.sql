-- warn: Two ideas share one title.
select list(idea_id order by rank)[2] as idea_id, min(title) as title, count(*) as idea_count
from marts.feature_ideas
group by lower(trim(title))
having count(*) > 1
order by idea_id
