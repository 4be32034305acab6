-- One row per statement that a template wrote: a line of its own that many customers' messages hold at one place.
-- A form's header, an app's footer. It stands first or last (or always as the second, the third ...), digits aside it is
-- the same to the letter, and beside it people say what they have to say, each something else. What many write of their
-- own accord, or copy from a call to write, is no boilerplate: it stands alone, or within a text, or is worded anew.
with lines as (
    select
        statement_id,
        message_id,
        feedback_id,
        char_start,
        char_end,
        translate(text, '0123456789', '0000000000') as line,
        kind in ('pain', 'request', 'praise') and (is_specific or vague_reason = 'boilerplate') as is_told,
    from mined.statements
),

-- Only messages that hold a line which stands often are put in order: few do.
holding as (
    select distinct message_id
    from lines
    where line in (select line from lines group by line having count(*) >= 20)
),

placed as (
    select
        lines.*,
        row_number() over from_start as place,
        row_number() over from_end as place_from_end,
    from lines
    semi join holding on holding.message_id = lines.message_id
    window
        from_start as (partition by message_id order by char_start),
        from_end as (partition by message_id order by char_start desc)
),

recurring as (
    select line
    from placed
    group by line
    having count(*) >= 20 and (min(place) = max(place) or min(place_from_end) = max(place_from_end))
),

held as (
    select
        placed.statement_id,
        placed.message_id,
        placed.line,
        coalesce(messages.customer_id, placed.feedback_id) as customer_id,
        right(rtrim(left(messages.text, placed.char_start), ' '), 1) in ('', chr(10), '>')
            and left(ltrim(substr(messages.text, placed.char_end + 1), ' '), 1) in ('', chr(10), chr(13), '<')
            as is_own_line,
    from placed
    semi join recurring on recurring.line = placed.line
    join staging.customer_messages as messages on messages.message_id = placed.message_id
    where messages.part = 'body'
),

templates as (
    select held.line
    from held
    left join placed as beside
        on beside.message_id = held.message_id and beside.line != held.line and beside.is_told
    group by held.line
    having
        count(distinct held.customer_id) >= 20
        and bool_and(held.is_own_line)
        and 2 * count(distinct held.message_id) filter (beside.line is not null) >= count(distinct held.message_id)
        and 2 * count(distinct beside.line) >= count(distinct held.message_id)
)

select held.statement_id
from held
semi join templates on templates.line = held.line
