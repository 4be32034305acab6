"""The error tree, grouped by what the caller should do.

    InsightError
    ├── ConfigError          a setting is wrong: correct the file that the message names
    ├── SourceRejected       a file or answer cannot be used at all: correct it, nothing of it was landed
    ├── SourceUnavailable    try again later (the only one that flows retry)
    ├── ContractError        a fail-level check: nothing is published; `bad_keys` names the rows
    ├── RelationError        a file in sql/ is wrong; the message names it
    ├── WarehouseError       the work file is damaged, full or not writable
    ├── ModelUnavailable     a language model does not answer: nothing waits for it, phrases stand as they were found
    ├── WorkerLost           a worker process was ended from outside: run again, what was written stands
    ├── PublishError         the snapshot was not written; the last one stands
    └── Busy                 another run holds the lock

A message says what, where, and what to do. The command line prints it as one line and ends with 1.
"""

from __future__ import annotations

from collections.abc import Sequence


class InsightError(Exception):
    """Root of all errors that a person is meant to read."""


class ConfigError(InsightError):
    """A setting is wrong."""


class SourceRejected(InsightError):
    """A file or an answer cannot be used at all."""


class SourceUnavailable(InsightError):
    """A source cannot be reached now; a later try may work."""


class ContractError(InsightError):
    """A fail-level expectation or check is not met, or raised instead of answering."""

    def __init__(self, message: str, bad_keys: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.bad_keys = tuple(bad_keys)


class RelationError(InsightError):
    """A file in sql/ cannot be read, ordered or built."""


class WarehouseError(InsightError):
    """The work file is damaged, full or not writable."""


class ModelUnavailable(InsightError):
    """The language model of the settings does not answer, or not as it should."""


class WorkerLost(InsightError):
    """A worker process was ended from outside, as when memory runs out."""


class PublishError(InsightError):
    """The snapshot could not be written or made current."""


class Busy(InsightError):
    """Another run holds the lock."""
