-- One row per idea or theme and week of the last sixteen in which it was heard: distinct customers. Week 0 ends at as_of.
-- Subject type all, with subject_id null, is everybody who was heard.
select
    subject_type,
    subject_id,
    date_diff('second', said_at, getvariable('as_of')::timestamp) // 604800 as weeks_ago,
    count(distinct customer_id) as customer_count,
from staging.evidence
where is_vote and said_at > getvariable('as_of')::timestamp - interval 112 days
group by subject_type, subject_id, weeks_ago

union all

select
    'all' as subject_type,
    null as subject_id,
    date_diff('second', said_at, getvariable('as_of')::timestamp) // 604800 as weeks_ago,
    count(distinct customer_id) as customer_count,
from staging.statements
where duplicate_of is null and is_known(said_at) and said_at > getvariable('as_of')::timestamp - interval 112 days
group by weeks_ago
