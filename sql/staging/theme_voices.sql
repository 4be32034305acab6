-- One row per theme, customer and day on which the customer supports it, under the source where that day began.
-- A customer who spoke of it in the seven days before is no fresh voice: one angry week is one voice.
with days as (
    select
        subject_id as theme_id,
        customer_id,
        said_at::date as said_on,
        arg_min(source, (said_at, statement_id)) as source,
        arg_min(segment, (said_at, statement_id)) as segment,
        count(*) as mention_count,
        sum(sentiment::decimal(18, 6)) as sentiment_sum,
    from staging.evidence
    where subject_type = 'theme' and is_vote and said_at is not null
    group by subject_id, customer_id, said_at::date
)

select
    *,
    coalesce(
        said_on - lag(said_on) over (partition by theme_id, customer_id order by said_on) > 7, true
    ) as is_fresh,
from days
