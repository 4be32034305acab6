"""A cluster: the same work on many chunks, on other machines, behind the same `spread` as the workers of this one.

In go a function that a module defines, chunks, and the key of each by its content; out come pairs of chunk and result,
in order. A worker writes its result under the key into a folder that all machines see, so a chunk that is finished is
never computed again: not when its worker is lost, not in a later run. Results are pickles, so each is signed with the
project's secret, and what is not signed by it is never opened. A chunk that cannot be done comes back as
`Refused`, the others go on; a lost scheduler ends the run with a sentence. Nothing here writes to the work file.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from insight.errors import ConfigError, InsightError, WorkerLost

Item = TypeVar("Item")
Result = TypeVar("Result")

AHEAD = 1  # chunks for each worker: one that ends its worker takes those with it that wait for their turn there
_SIGNATURE_BYTES = 32
PATIENCE = 30  # seconds for a scheduler to answer


@dataclass(frozen=True, slots=True)
class Cluster:
    """A scheduler's address, the folder that this machine and all workers see, and what results are signed with."""

    address: str
    folder: Path
    secret: bytes


@dataclass(frozen=True, slots=True)
class Refused:
    """What came in place of a result: the work raised, or ended every worker that tried it. No customer's words."""

    reason: str


def spread_over(
    cluster: Cluster, work: Callable[[Item], Result], items: Iterable[Item], key_of: Callable[[Item], str]
) -> Iterator[tuple[Item, Result | Refused]]:
    """Yield each item with the result of `work` on it, in order; a result's file goes once the caller comes back."""
    cluster.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    under_way: deque[tuple[Item, Path, Any]] = deque()
    with _open_client(cluster.address) as client:
        most = AHEAD * max(1, len(client.scheduler_info(n_workers=-1)["workers"]))
        for item in items:
            path = cluster.folder / f"{key_of(item)}.pickle"
            under_way.append((item, path, _submit(client, cluster, work, item, path)))
            if len(under_way) >= most:
                yield from _finish(cluster, *under_way.popleft())
        while under_way:
            yield from _finish(cluster, *under_way.popleft())


def _submit(client: Any, cluster: Cluster, work: Callable[[Item], object], item: Item, path: Path) -> Any:
    if path.exists():
        return None
    if client.status != "running":
        raise _lost(cluster)
    # Names are not keys of ours: the scheduler would give a chunk of an earlier try its old answer.
    return client.submit(_write_result, work, item, str(path), cluster.secret, pure=False)


def _write_result(work: Callable[[Any], object], item: object, path: str, secret: bytes) -> None:
    """Do the work, unless its result is there; a reader sees a whole file or none."""
    if os.path.exists(path):
        return
    part = f"{path}.{os.getpid()}"
    result = pickle.dumps(work(item))
    with open(part, "wb") as file:
        file.write(_sign(secret, result) + result)
    os.replace(part, path)


def _finish(cluster: Cluster, item: Item, path: Path, future: Any) -> Iterator[tuple[Item, Any]]:
    refused = _wait(cluster, future) if future is not None else None
    if refused:
        yield item, refused
        return
    if not path.exists():
        raise ConfigError(f"a worker wrote {path}, which is not here: cluster.folder must be one that all machines see")
    yield item, _read_result(path, cluster.secret)
    path.unlink()  # the caller has written what it needs


def _sign(secret: bytes, result: bytes) -> bytes:
    return hashlib.blake2b(result, key=secret, digest_size=_SIGNATURE_BYTES).digest()


def _read_result(path: Path, secret: bytes) -> Any:
    """Open a result that was signed with the secret; a pickle of anybody else could do anything."""
    content = path.read_bytes()
    signature, result = content[:_SIGNATURE_BYTES], content[_SIGNATURE_BYTES:]
    if not hmac.compare_digest(signature, _sign(secret, result)):
        raise ConfigError(f"{path} was not written by this project's workers, or was changed: remove it and run again")
    return pickle.loads(result)


def _wait(cluster: Cluster, future: Any) -> Refused | None:
    """Wait for a chunk; say why it could not be done. What a person should read is raised as it is."""
    from distributed import KilledWorker
    from distributed.comm import CommClosedError

    try:
        error = future.exception()
    except (CancelledError, CommClosedError, OSError):  # told by the scheduler's silence
        raise _lost(cluster) from None
    if future.status in ("cancelled", "lost") or isinstance(error, CancelledError | CommClosedError):
        raise _lost(cluster)
    if isinstance(error, InsightError):
        raise error
    if isinstance(error, KilledWorker):
        return Refused("it ended every worker that tried it, as when memory runs out")
    return Refused(f"the work raised {type(error).__name__}") if error is not None else None


def _lost(cluster: Cluster) -> WorkerLost:
    return WorkerLost(
        f"the scheduler at {cluster.address} was lost. Chunks that were finished wait in {cluster.folder}, what was "
        "written before stands: start the scheduler, and run again"
    )


@contextmanager
def _open_client(address: str) -> Iterator[Any]:
    try:
        from distributed import Client
    except ImportError:
        raise WorkerLost("cluster.address is set, but not installed: pip install 'insight[cluster]'") from None
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except OSError:
        raise WorkerLost(
            f"no scheduler answers at {address} (cluster.address): start one, or leave the setting out to work here"
        ) from None
    try:
        yield client
    finally:
        client.close(timeout=5)
