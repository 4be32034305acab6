-- fail: A quote is not what stands at its place in the landed message.
select evidence.evidence_id, evidence.quote
from marts.evidence as evidence
left join mined.statements as statements on statements.statement_id = evidence.statement_id
left join raw.messages as messages on messages.message_id = statements.message_id
where coalesce(
    substr(messages.text, evidence.char_start + 1, evidence.char_end - evidence.char_start) != evidence.quote,
    true
)
order by evidence.evidence_id
