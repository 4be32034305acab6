-- One row per theme that ever was, with the name of its area (its own, where it is one).
select
    themes.theme_id,
    themes.level,
    themes.parent_id,
    if(themes.level = 1, themes.label, parents.label) as area,
    themes.label,
    themes.label_source,
    themes.description,
    themes.keywords,
    themes.state,
    themes.successor_id,
    themes.created_run_id,
    themes.is_pinned,
    themes.is_noise,
    themes.cohesion,
    themes.nearest_theme_id,
    themes.nearest_similarity,
from mined.themes as themes
left join mined.themes as parents on parents.theme_id = themes.parent_id
