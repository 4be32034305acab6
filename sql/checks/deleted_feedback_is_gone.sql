-- fail: A feedback is still there that its source deleted after its last change.
select feedback.feedback_id, feedback.updated_at, max(deletions.deleted_at) as deleted_at
from staging.feedback as feedback
join raw.deletions as deletions on deletions.feedback_id = feedback.feedback_id
where deletions.deleted_at >= feedback.updated_at
group by feedback.feedback_id, feedback.updated_at
order by feedback.feedback_id
