-- One row per statement: who said it, when, where, and whether it is a vote of its own.
-- A feedback that names no customer counts as a customer of its own, under its feedback_id.
select
    statements.statement_id,
    statements.message_id,
    statements.feedback_id,
    statements.char_start,
    statements.char_end,
    statements.text,
    statements.clean,
    statements.language,
    statements.kind,
    statements.kind_confidence,
    statements.is_specific,
    statements.aspect,
    statements.pain_type,
    statements.severity,
    statements.sentiment,
    statements.has_churn_language,
    statements.job,
    statements.obstacle,
    statements.workaround,
    statements.feeling,
    coalesce(statements.app_version, feedback.app_version) as app_version,
    coalesce(statements.platform, feedback.device) as platform,
    messages.said_at,
    coalesce(messages.customer_id, statements.feedback_id) as customer_id,
    messages.source,
    messages.feedback_kind,
    feedback.account_id,
    feedback.product,
    feedback.country,
    feedback.rating,
    feedback.rating_scale,
    feedback.url as source_url,
    accounts.plan,
    accounts.revenue,
    accounts.currency,
    accounts.segment,
    duplicates.duplicate_of,
    members.theme_id,
    members.similarity as assign_similarity,
    members.method as assign_method,
from mined.statements as statements
join staging.customer_messages as messages on messages.message_id = statements.message_id
join staging.feedback as feedback on feedback.feedback_id = statements.feedback_id
left join mined.duplicates as duplicates on duplicates.statement_id = statements.statement_id
left join mined.theme_members as members on members.statement_id = statements.statement_id
left join staging.accounts as accounts
    on accounts.account_id = feedback.account_id
    and messages.said_at >= accounts.valid_from
    and messages.said_at < accounts.valid_to
