-- One row per shipped idea and customer who asked for it before the release: whom to tell that it is there.
-- idea_id: the idea that was shipped
-- customer_id: pseudonym; insight tell joins it back to the source's own ids
-- account_id: the customer's account at the latest statement, where known
-- mention_count: statements in support, repetitions left out
-- first_said_at: the first of them, UTC
-- last_said_at: the last of them before the release
-- feedback_id: the ticket, review or answer of that last one
-- source: where it came from
-- has_said_since: whether the customer says so still, on the day of the release or later
-- run_id: the run that published it
with votes as (
    select
        evidence.*,
        coalesce(evidence.said_at::date >= standings.released_on, false) as is_since,
    from marts.evidence as evidence
    join mined.idea_standings as standings
        on evidence.subject_type = 'idea' and standings.idea_id = evidence.subject_id
    where standings.status = 'shipped' and evidence.stance = 'supports' and evidence.is_counted
)

select
    subject_id as idea_id,
    customer_id,
    arg_max(account_id, (said_at, evidence_id)) filter (where not is_since) as account_id,
    count(*) filter (where not is_since) as mention_count,
    min(said_at) filter (where not is_since) as first_said_at,
    max(said_at) filter (where not is_since) as last_said_at,
    arg_max(feedback_id, (coalesce(said_at, '1970-01-01'::timestamp), evidence_id)) filter (where not is_since)
        as feedback_id,
    arg_max(source, (coalesce(said_at, '1970-01-01'::timestamp), evidence_id)) filter (where not is_since) as source,
    bool_or(is_since) as has_said_since,
    getvariable('run_id')::varchar as run_id,
from votes
group by subject_id, customer_id
having count(*) filter (where not is_since) > 0
order by idea_id, customer_id
