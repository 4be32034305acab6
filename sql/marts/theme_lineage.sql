-- One row per thing that happened to a theme, up to as_of.
-- event_id: opaque
-- at: when, as the instant that its run spoke for, UTC
-- op: what happened: created, kept, merged, retired, restored or proposed; and what edits ask for: rename, split and so on
-- from_ids: themes before
-- to_ids: themes after
-- actor: who did it: insight, or the author of the edit
-- reason: why
-- edit_ref: the human edit behind it, where there is one
-- statements_moved: how many statements changed their theme by it
-- run_id: the run in which it happened
select
    event_id,
    "at",
    op,
    from_ids,
    to_ids,
    actor,
    reason,
    edit_ref,
    statements_moved,
    run_id,
from mined.theme_lineage
where is_known("at")
order by "at", event_id
