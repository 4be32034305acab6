-- fail: A message is left of a feedback that is gone.
select messages.message_id, messages.feedback_id
from raw.messages as messages
left join raw.feedback as feedback on feedback.feedback_id = messages.feedback_id
where feedback.feedback_id is null
order by messages.message_id
