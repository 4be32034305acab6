-- fail: Two active themes share one label.
select list(theme_id order by theme_id)[1] as theme_id, min(label) as label, count(*) as theme_count
from mined.themes
where state = 'active' and level > 1
group by lower(trim(label))
having count(*) > 1
order by theme_id
