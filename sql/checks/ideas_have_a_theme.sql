-- fail: An idea answers a theme that is not published.
select ideas.idea_id, ideas.theme_id
from marts.feature_ideas as ideas
left join marts.themes as themes on themes.theme_id = ideas.theme_id
where themes.theme_id is null
order by ideas.idea_id
