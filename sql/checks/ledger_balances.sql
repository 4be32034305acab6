-- fail: Rows were read that were neither stored, nor known already, nor set aside.
select run_id, source, file, batch, read_count, stored_count, unchanged_count, quarantined_count
from audit.loads
where read_count != stored_count + unchanged_count + quarantined_count
order by run_id, source, file, batch
