-- One row per accuracy figure that was measured on labelled data. Empty until `insight evaluate` or `insight learn` ran.
-- figure: what was measured: macro_f1, accuracy, calibration_error, and precision, recall and f1 of each class
-- value: the figure
-- value_lo: lower end of its 95 % interval
-- value_hi: upper end of it
-- label_count: labels behind it
-- label_set: the labelled set
-- reference: what it is to be compared with
-- run_id: the run that measured it
select
    figure,
    value,
    value_lo,
    value_hi,
    label_count,
    label_set,
    reference,
    run_id,
from audit.evaluations
order by label_set, figure
