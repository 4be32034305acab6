-- One row per row that could not land: where it stood and why. Its bytes stay behind: insight quarantine shows them.
-- quarantine_id: opaque
-- source: the source
-- file: the file, under the source's root
-- line: first line of the row, counted from 1; 0 speaks of the whole file
-- reason: one of a few fixed names
-- detail: the sentence that a person reads
-- state: waiting or landed
-- first_run_id: the run that set it aside
-- last_run_id: the run that last met it
-- run_id: the run that published it
select
    quarantine_id,
    source,
    file,
    line,
    reason,
    detail,
    state,
    first_run_id,
    last_run_id,
    getvariable('run_id')::varchar as run_id,
from audit.quarantine
order by source, file, line, quarantine_id
