-- One row per decision of decisions.yaml, in its order: what became of it, and why.
-- position: first is 1; a later word on the same thing counts
-- idea_id: the idea
-- title: its title, as it was last known
-- status: new, reviewing, planned, shipped, declined or merged; null where the decision does not say
-- owner: who looks after it
-- effort_person_months: what it would take
-- release: the version that it was shipped with
-- released_on: the day that the decision names
-- merged_into_id: the idea that takes over
-- note: why, in the words of who decided
-- author: who decided
-- decided_on: when
-- is_applied: whether it was done
-- reason: what was done, or why it does not fit
-- gap: what it leaves unknown, such as the day of a release
-- line: where it stands in decisions.yaml
-- run_id: the run in which it was last tried
select
    position,
    idea_id,
    title,
    status,
    owner,
    effort_person_months,
    release,
    released_on,
    merged_into_id,
    note,
    author,
    decided_on,
    is_applied,
    reason,
    gap,
    line,
    run_id,
from mined.decisions
order by position
