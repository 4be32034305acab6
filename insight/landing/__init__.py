"""Landing: redacted feedback into `raw`, idempotent; what cannot land into quarantine; counts into the ledger.

The key of a feedback is `(source, source_id)`. `planning` decides which version of it holds, `batches` writes what was
decided, `quarantine` keeps what cannot land, `ledger` counts.
"""

from insight.landing.accounts import land_accounts
from insight.landing.batches import land_batch, read_arrivals
from insight.landing.ledger import find_ledger_gaps, read_cursor
from insight.landing.quarantine import forget_waiting_files, set_aside_rows, settle_quarantine

__all__ = [
    "find_ledger_gaps",
    "forget_waiting_files",
    "land_accounts",
    "land_batch",
    "read_arrivals",
    "read_cursor",
    "set_aside_rows",
    "settle_quarantine",
]
