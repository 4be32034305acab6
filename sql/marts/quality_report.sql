-- One row per expectation or check of this run, with what it observed; those that were not met come first.
-- suite: the border that it guards, or sql
-- name: the rule
-- severity: fail stops the run, warn does not
-- is_met: whether it held
-- observed: what was seen
-- bad_keys: keys of the first rows that broke it
-- error: why it could not answer, which counts as not met
-- run_id: the run
select
    suite,
    name,
    severity,
    is_met,
    observed,
    bad_keys,
    error,
    run_id,
from audit.check_results
where run_id = getvariable('run_id')::varchar
order by is_met, severity, suite, name, observed
