-- One row per statement that supports or opposes an idea or a theme: published numbers can be counted again from it.
-- evidence_id: opaque, a function of the subject and the statement
-- subject_type: idea or theme
-- subject_id: idea_id of feature_ideas, or theme_id of pain_points
-- stance: supports or opposes
-- statement_id: the statement
-- feedback_id: the ticket, review or answer that it stands in
-- quote: the customer's own words, redacted: characters char_start up to, and not with, char_end of the landed message
-- char_start: first character of the quote in its message, counted from 0
-- char_end: the character after its last
-- source: where the feedback came from
-- source_url: link to it, where the source has links
-- said_at: when it was said, UTC; null where the source gives no date
-- customer_id: pseudonym of who said it; the feedback_id where the source names nobody
-- account_id: the customer's account, where known
-- plan_at_time: the account's plan when it was said
-- revenue_at_time: the account's yearly revenue when it was said; null is unknown, never zero
-- segment_at_time: the account's segment when it was said
-- country: where the customer is, as the source says
-- product: which product it is about
-- app_version: version that the statement or its feedback names
-- language: language of the message
-- rating: stars, NPS or CSAT given with it
-- kind: pain, request, praise, question or other
-- kind_confidence: probability that the kind is right, 0 to 1
-- sentiment: -1 to 1
-- severity: 1 annoyance, 2 degraded, 3 blocked, 4 money, 5 data loss; null where nothing tells
-- pain_type: of a pain: bug, usability, performance, missing, pricing, service, docs or security
-- has_workaround: whether it tells a workaround
-- has_churn_language: whether it speaks of leaving
-- assign_similarity: cosine of the statement to the centre of its theme
-- assign_method: topic, rule or person
-- duplicate_of: the statement of the same customer that counts in its place
-- quote_place: of an idea's support, what is read first: 1 the clearest, then others in other words; null for the rest
-- is_counted: whether it counts
-- not_counted_reason: why it does not
-- run_id: the run that published it
select
    'ev_' || left(md5(concat_ws('|', evidence.subject_type, evidence.subject_id, evidence.statement_id)), 16)
        as evidence_id,
    evidence.subject_type,
    evidence.subject_id,
    evidence.stance,
    evidence.statement_id,
    evidence.feedback_id,
    evidence.text as quote,
    evidence.char_start,
    evidence.char_end,
    evidence.source,
    evidence.source_url,
    evidence.said_at,
    evidence.customer_id,
    evidence.account_id,
    evidence.plan as plan_at_time,
    evidence.revenue as revenue_at_time,
    evidence.segment as segment_at_time,
    evidence.country,
    coalesce(evidence.product, getvariable('product')::varchar) as product,
    evidence.app_version,
    evidence.language,
    evidence.rating,
    evidence.kind,
    evidence.kind_confidence,
    evidence.sentiment,
    evidence.severity,
    evidence.pain_type,
    evidence.workaround is not null as has_workaround,
    evidence.has_churn_language,
    evidence.assign_similarity,
    evidence.assign_method,
    nullif(evidence.counted_id, evidence.statement_id) as duplicate_of,
    evidence.quote_place,
    evidence.is_counted,
    case
        when evidence.is_of_noise then 'part of a wave of noise, no product problem'
        when not evidence.is_counted then 'the same customer said so before'
    end as not_counted_reason,
    getvariable('run_id')::varchar as run_id,
from staging.evidence as evidence
join staging.subject_counts as subjects
    on subjects.subject_type = evidence.subject_type
    and subjects.subject_id = evidence.subject_id
    and subjects.is_shown
order by
    evidence.subject_type, evidence.subject_id, evidence.stance desc, evidence.said_at nulls last, evidence.statement_id
