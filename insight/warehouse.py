"""The work file: open DuckDB, transactions, bulk writes by Arrow, the writer's lock, hardened readers.

Everything else receives a `Warehouse`; nobody else imports duckdb. One process writes at a time (an operating-system
lock, which ends with its holder); readers open published snapshots only, read-only and without access to files.
Raises WarehouseError (damaged, full, not writable) and Busy (lock held).
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from insight.config import Settings, WarehouseSettings
from insight.errors import Busy, ContractError, RelationError, WarehouseError

if TYPE_CHECKING:
    import pyarrow as pa

WORK_FILE = "work.duckdb"
ARROW_ROWS = 8_192  # of one batch
Row = dict[str, Any]


class Warehouse:
    """An open DuckDB file. Times go in aware and come out naive; both are UTC."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path) -> None:
        self._connection = connection
        self.path = path

    def run(self, sql: str, parameters: Mapping[str, Any] | Sequence[Any] | None = None) -> None:
        """Execute one statement for its effect."""
        with _clear_errors(self.path):
            self._connection.execute(sql, parameters).fetchall()

    def rows(self, sql: str, parameters: Mapping[str, Any] | Sequence[Any] | None = None) -> list[Row]:
        """Return the rows of one select, as dictionaries by column name."""
        with _clear_errors(self.path):
            cursor = self._connection.execute(sql, parameters)
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def value(self, sql: str, parameters: Mapping[str, Any] | Sequence[Any] | None = None) -> Any:
        """Return the first column of the only row."""
        with _clear_errors(self.path):
            row = self._connection.execute(sql, parameters).fetchone()
        return row[0] if row else None

    def arrow(self, sql: str, parameters: Mapping[str, Any] | Sequence[Any] | None = None) -> pa.Table:
        """Return the rows of one select as an Arrow table."""
        with _clear_errors(self.path):
            return self._connection.execute(sql, parameters).to_arrow_table()

    def arrow_batches(
        self, sql: str, parameters: Mapping[str, Any] | Sequence[Any] | None = None
    ) -> Iterator[pa.RecordBatch]:
        """Yield the rows of one select as Arrow batches, before the next statement is run."""
        with _clear_errors(self.path):
            yield from self._connection.execute(sql, parameters).to_arrow_reader(ARROW_ROWS)

    def stream(self, sql: str, *, size: int = 2_000) -> Iterator[list[Row]]:
        """Yield the rows of one select in batches; the warehouse may be written to between them."""
        with _clear_errors(self.path):
            reader = self._connection.cursor()
            cursor = reader.execute(sql)
            names = [column[0] for column in cursor.description or ()]
            while batch := cursor.fetchmany(size):
                yield [dict(zip(names, row, strict=True)) for row in batch]
            reader.close()

    def append(self, relation: str, rows: Sequence[Mapping[str, Any]]) -> int:
        """Insert rows by column name through Arrow: what a row lacks becomes null, an unknown name is refused."""
        if not rows:
            return 0
        import pyarrow as pa

        with _clear_errors(self.path):
            schema = self._connection.execute(f"select * from {relation} limit 0").to_arrow_table().schema
            unknown = sorted({name for row in rows for name in row} - set(schema.names))
            if unknown:
                raise ContractError(f"{relation} has no column {', '.join(unknown)}")
            columns = [pa.array(_stored(field, rows), type=_writable(field.type)) for field in schema]
            self.append_arrow(relation, pa.table(columns, names=schema.names))
        return len(rows)

    def append_arrow(self, relation: str, table: pa.Table) -> None:
        """Insert an Arrow table by column name."""
        with _clear_errors(self.path), self.given(incoming=table):
            self._connection.execute(f"insert into {relation} by name select * from incoming")

    @contextmanager
    def given(self, **tables: pa.Table) -> Iterator[None]:
        """Let statements inside see Arrow tables under these names."""
        for name, table in tables.items():
            self._connection.register(name, table)
        try:
            yield
        finally:
            for name in tables:
                self._connection.unregister(name)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit all that happens inside, or nothing of it."""
        with _clear_errors(self.path):
            self._connection.begin()
            try:
                yield
                self._connection.commit()
            except BaseException:
                with suppress(duckdb.TransactionException):  # a commit that failed has ended it already
                    self._connection.rollback()
                raise

    def columns(self, relation: str) -> list[str]:
        """Names of the columns of a relation, in order."""
        return [str(row["column_name"]) for row in self.rows(f"describe {relation}")]

    def parse(self, sql: str) -> str:
        """Return the parsed form of one select as JSON, without binding any name."""
        with _clear_errors(self.path):
            row = self._connection.execute("select json_serialize_sql(?::varchar)", [sql]).fetchone()
        return str(row[0]) if row else ""

    @contextmanager
    def beside(self) -> Iterator[Warehouse]:
        """Open a second connection to the same file, for another thread: it has transactions of its own."""
        with _clear_errors(self.path):
            second = Warehouse(self._connection.cursor(), self.path)
        try:
            yield second
        finally:
            second.close()

    def close(self) -> None:
        self._connection.close()


@contextmanager
def open_work_file(settings: Settings) -> Iterator[Warehouse]:
    """Open the work file for writing; DuckDB may touch files of the data folder only.

    Raises WarehouseError for a damaged file: it is never made anew in silence.
    """
    data = settings.data
    prepare_data_dir(data)
    path = data / WORK_FILE
    if path.exists() and path.stat().st_size == 0:
        raise WarehouseError(f"{path} is empty: restore it from a copy, or remove it to start anew{_newest(data)}")
    with _clear_errors(path):
        connection = duckdb.connect(str(path), config=_limits(settings.warehouse))
        _confine(connection, data, settings.warehouse)
    path.chmod(0o600)  # the folder may have been there before, open to others
    warehouse = Warehouse(connection, path)
    try:
        yield warehouse
    finally:
        warehouse.close()


@contextmanager
def open_snapshot(path: Path, settings: WarehouseSettings) -> Iterator[Warehouse]:
    """Open a published `insight.duckdb` read-only, with no way to files, extensions or settings.

    Its tables are found without their schema too, and `show tables` lists them.
    """
    if not path.exists():
        raise WarehouseError(f"{path} does not exist: nothing has been published yet. Run: insight refresh")
    config = _limits(settings) | {"enable_external_access": "false", "lock_configuration": "true"}
    with _clear_errors(path):
        connection = duckdb.connect(str(path), read_only=True, config=config)
        connection.execute("set schema = 'marts'")
    warehouse = Warehouse(connection, path)
    try:
        yield warehouse
    finally:
        warehouse.close()


def read_one_select(
    warehouse: Warehouse, sql: str, *, seconds: float = 30, limit: int | None = None
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Run one SELECT that a person typed, within a time limit; anything else is refused.

    Returns names and rows: all of them, or the first `limit`.
    """
    import threading

    connection = warehouse._connection
    with _clear_errors(warehouse.path):
        statements = connection.extract_statements(sql)
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise ContractError("one SELECT at a time, please: the snapshot is read-only")
        timer = threading.Timer(seconds, connection.interrupt)
        timer.start()
        try:
            cursor = connection.execute(statements[0])
            rows = cursor.fetchall() if limit is None else cursor.fetchmany(limit)
            return [column[0] for column in cursor.description or ()], rows
        except duckdb.InterruptException:
            raise ContractError(f"the query took more than {seconds:g} seconds and was stopped") from None
        finally:
            timer.cancel()


@contextmanager
def hold_lock(data: Path, *, wait_seconds: float) -> Iterator[None]:
    """Be the only writer of the data folder; wait for another one, then raise Busy with its process id."""
    prepare_data_dir(data)
    path = data / "lock"
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    deadline = time.monotonic() + wait_seconds
    try:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    holder = os.pread(handle, 32, 0).decode("ascii", "replace").strip() or "unknown"
                    raise Busy(
                        f"{path} is held by process {holder}: another run is at work. Waited {wait_seconds:g} s; "
                        "try again when it has ended"
                    ) from None
                time.sleep(0.1)
        os.ftruncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(handle)


def prepare_data_dir(data: Path) -> None:
    """Make the data folder, private to its owner, and see that it can be written to, before any work."""
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = data / f".probe-{os.getpid()}"
        probe.touch(mode=0o600)
        probe.unlink()
    except OSError as error:
        raise WarehouseError(f"{data} cannot be written to ({error.strerror}): free it, or set data_dir") from None


def _limits(settings: WarehouseSettings) -> dict[str, Any]:
    return {"memory_limit": settings.memory_limit, "threads": settings.threads}


def _confine(connection: duckdb.DuckDBPyConnection, data: Path, settings: WarehouseSettings) -> None:
    """Order matters: the allowed folder first, because it cannot be set once external access is off."""
    folder = data.resolve()
    for statement in (
        "set TimeZone = 'UTC'",
        f"set temp_directory = {quoted(str(folder / 'spill'))}",
        f"set allowed_directories = [{quoted(str(folder))}]",
        "set checkpoint_threshold = '128MB'",  # each checkpoint writes the end of every table anew
        "set autoinstall_known_extensions = false",
        "set autoload_known_extensions = false",
        "set allow_community_extensions = false",
        "set preserve_insertion_order = true",
        "set enable_external_access = false",
        "set lock_configuration = true",
    ):
        connection.execute(statement)


def as_naive(moment: datetime) -> datetime:
    """A moment as the warehouse's timestamps have it: UTC, without a zone."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def quoted(text: str) -> str:
    """Write a text as SQL does, where no parameter can stand."""
    return "'" + text.replace("'", "''") + "'"


def _stored(field: pa.Field, rows: Sequence[Mapping[str, Any]]) -> list[Any]:
    import pyarrow as pa

    values = [row.get(field.name) for row in rows]
    if not pa.types.is_timestamp(field.type):
        return values
    return [as_naive(value) if isinstance(value, datetime) else value for value in values]


def _writable(kind: pa.DataType) -> pa.DataType:
    """Decimals travel as text and are cast by DuckDB; money never becomes a float."""
    import pyarrow as pa

    return pa.string() if pa.types.is_decimal(kind) else kind


def _newest(data: Path) -> str:
    snapshots = sorted((data / "snapshots").glob("run_*"))
    return f". The newest snapshot is {snapshots[-1]}" if snapshots else ""


@contextmanager
def _clear_errors(path: Path) -> Iterator[None]:
    """Turn DuckDB's errors into the house's: system errors into sentences, wrong SQL into RelationError."""
    try:
        yield
    except duckdb.IOException as error:
        text = str(error)
        if "Could not set lock" in text or "Conflicting lock" in text:
            raise Busy(f"{path} is open in another process: {text.splitlines()[0]}") from None
        if "No space left" in text:
            raise WarehouseError(f"no space left on device while writing {path}: free some and run again") from None
        raise WarehouseError(
            f"{path} cannot be read or written: {text.splitlines()[0]}{_newest(path.parent)}"
        ) from None
    except duckdb.TransactionException as error:  # a full disk shows itself at commit
        if "Failed to commit" not in str(error):
            raise RelationError(str(error)) from error
        raise WarehouseError(f"{path}: {str(error).splitlines()[0]}. Free some space and run again") from None
    except (duckdb.SerializationException, duckdb.FatalException, duckdb.InternalException) as error:
        raise WarehouseError(f"{path} is damaged: {str(error).splitlines()[0]}{_newest(path.parent)}") from None
    except duckdb.OutOfMemoryException as error:
        raise WarehouseError(f"{path}: {str(error).splitlines()[0]}. Raise warehouse.memory_limit") from None
    except duckdb.InterruptException:
        raise
    except RuntimeError as error:
        if "interrupted" in str(error):  # DuckDB's word for Ctrl-C and SIGTERM during a query
            raise KeyboardInterrupt from None
        raise
    except duckdb.Error as error:
        raise RelationError(str(error)) from error
