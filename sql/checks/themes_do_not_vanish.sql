-- fail: A theme that once was is gone, or has ended without a theme that takes its place.
with founded as (
    select distinct unnest(to_ids) as theme_id
    from mined.theme_lineage
)

select theme_id, 'gone' as problem
from founded
where theme_id not in (select theme_id from mined.themes)

union all

select themes.theme_id, 'no successor' as problem
from mined.themes as themes
left join mined.themes as successors on successors.theme_id = themes.successor_id
where themes.state = 'merged' and successors.theme_id is null

union all

-- A theme that nobody speaks of any more may retire alone; one that still holds statements may not.
select themes.theme_id, 'no successor' as problem
from mined.themes as themes
left join mined.themes as successors on successors.theme_id = themes.successor_id
where themes.state = 'retired'
    and successors.theme_id is null
    and themes.theme_id in (select theme_id from mined.theme_members)
order by theme_id, problem
