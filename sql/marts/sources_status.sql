-- One row per source: how fresh it is, and what of it is not known.
-- source: name of the source in the settings
-- feedback_count: tickets, reviews and answers that it holds now
-- message_count: messages by customers in them
-- first_created_at: oldest feedback with a date, UTC
-- last_created_at: newest feedback with a date not later than as_of
-- silent_days: days from last_created_at to as_of
-- undated_count: feedback without a date
-- future_count: feedback dated in the future, which is not mined
-- set_aside_count: messages that were not mined, such as those in a language that is not read
-- unread_languages: JSON: of these, messages by language, where it is one that is not read
-- deleted_count: feedback that the source says is gone
-- quarantine_count: rows that wait in quarantine
-- last_landed_run_id: the run that last stored something of it
-- run_id: the run that published it
with names as (
    select source from raw.feedback
    union
    select source from raw.deletions
    union
    select source from audit.loads
    union
    select source from audit.quarantine
),

stored as (
    select
        source,
        count(*) as feedback_count,
        min(created_at) filter (where not is_future) as first_created_at,
        max(created_at) filter (where not is_future and is_known(created_at)) as last_created_at,
        count(*) filter (where created_at is null) as undated_count,
        count(*) filter (where is_future) as future_count,
    from staging.feedback
    group by source
),

heard as (
    select
        messages.source,
        count(*) as message_count,
        count(*) filter (where mined.state = 'set_aside') as set_aside_count,
    from staging.customer_messages as messages
    left join mined.messages as mined on mined.message_id = messages.message_id
    group by messages.source
),

unread as (
    select
        source,
        to_json(list({value: language, message_count: message_count} order by message_count desc, language))::varchar
            as languages,
    from (
        select messages.source, mined.language, count(*) as message_count
        from staging.customer_messages as messages
        join mined.messages as mined on mined.message_id = messages.message_id
        where mined.reason = 'language_not_read'
        group by all
    )
    group by source
),

deleted as (
    select source, count(distinct feedback_id) as deleted_count
    from raw.deletions
    group by source
),

waiting as (
    select source, count(*) as quarantine_count
    from audit.quarantine
    where state = 'waiting'
    group by source
),

landed as (
    select loads.source, arg_max(loads.run_id, runs.sequence) as run_id
    from audit.loads as loads
    join audit.runs as runs on runs.run_id = loads.run_id
    where loads.stored_count > 0
    group by loads.source
)

select
    names.source,
    coalesce(stored.feedback_count, 0) as feedback_count,
    coalesce(heard.message_count, 0) as message_count,
    stored.first_created_at,
    stored.last_created_at,
    date_diff('day', stored.last_created_at, getvariable('as_of')::timestamp) as silent_days,
    coalesce(stored.undated_count, 0) as undated_count,
    coalesce(stored.future_count, 0) as future_count,
    coalesce(heard.set_aside_count, 0) as set_aside_count,
    coalesce(unread.languages, '[]') as unread_languages,
    coalesce(deleted.deleted_count, 0) as deleted_count,
    coalesce(waiting.quarantine_count, 0) as quarantine_count,
    landed.run_id as last_landed_run_id,
    getvariable('run_id')::varchar as run_id,
from names
left join stored on stored.source = names.source
left join heard on heard.source = names.source
left join unread on unread.source = names.source
left join deleted on deleted.source = names.source
left join waiting on waiting.source = names.source
left join landed on landed.source = names.source
order by names.source
