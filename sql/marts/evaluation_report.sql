-- One row per accuracy figure that was measured on labelled data. Empty until a labelled set is given.
-- figure: what was measured
-- value: the figure
-- value_lo: lower end of its 95 % interval
-- value_hi: upper end of it
-- label_count: labels behind it
-- label_set: the labelled set
-- reference: what it is to be compared with
-- run_id: the run that measured it
select
    null::varchar as figure,
    null::double as value,
    null::double as value_lo,
    null::double as value_hi,
    null::bigint as label_count,
    null::varchar as label_set,
    null::varchar as reference,
    getvariable('run_id')::varchar as run_id,
where false
order by figure
