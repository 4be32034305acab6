-- One row per human edit of the themes, in the order of taxonomy.yaml: what became of it, and why.
-- edit_ref: the edit's id in taxonomy.yaml
-- op: what it asks for: rename, merge, split, move, pin, retire, noise or define
-- from_ids: themes before
-- to_ids: themes after
-- is_applied: whether it was done
-- reason: what was done, or why it does not fit any more
-- statements_moved: statements that are in another theme because of it
-- author: who asks for it
-- asked_on: when
-- asked_because: why
-- line: where it stands in taxonomy.yaml
-- run_id: the run in which it was last tried
select
    edit_ref,
    op,
    from_ids,
    to_ids,
    is_applied,
    reason,
    statements_moved,
    author,
    asked_on,
    asked_because,
    line,
    run_id,
from mined.taxonomy_edits
order by position, edit_ref
