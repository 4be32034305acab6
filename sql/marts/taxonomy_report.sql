-- One row per human edit of the themes and thing that it did.
-- edit_ref: the edit, as taxonomy.yaml names it
-- op: what it asks for
-- from_ids: themes before
-- to_ids: themes after
-- is_applied: whether it was done
-- reason: why, or why not
-- statements_moved: how many statements changed their theme by it
-- run_id: the run in which it was tried
select
    edit_ref,
    op,
    from_ids,
    to_ids,
    true as is_applied,
    reason,
    statements_moved,
    run_id,
from mined.theme_lineage
where edit_ref is not null and is_known("at")
order by edit_ref, "at", event_id
