-- fail: More specific pains and requests are without a theme than themes.max_unclear_share allows.
-- Where nothing could be grouped at all (too few statements, or no two alike) the run says so, and publishes the rest.
select
    count(*) filter (where members.theme_id is null) as unclear_count,
    count(*) as statement_count,
    share(count(*) filter (where members.theme_id is null), count(*)) as unclear_share,
from mined.theme_members as members
join mined.statements as statements on statements.statement_id = members.statement_id
where statements.kind in ('pain', 'request')
having unclear_share > getvariable('max_unclear_share')::double and count(members.theme_id) > 0
