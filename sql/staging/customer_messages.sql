-- One row per message that a customer wrote, with the context of its feedback.
select
    messages.message_id,
    messages.feedback_id,
    messages.position,
    messages.part,
    messages.is_html,
    messages.text,
    coalesce(messages.said_at, feedback.created_at) as said_at,
    feedback.source,
    feedback.feedback_kind,
    coalesce(messages.author_id, feedback.customer_id) as customer_id,
    feedback.account_id,
    feedback.language,
    feedback.rating,
    titles.text as title,
from raw.messages as messages
join staging.feedback as feedback on feedback.feedback_id = messages.feedback_id
left join raw.messages as titles on titles.feedback_id = messages.feedback_id and titles.part = 'title'
where messages.author_role = 'customer' and not feedback.is_future
