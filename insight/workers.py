"""Workers: the same work on many items, on several cores, results in the order of the items.

In go a function that a module defines and items; out come pairs of item and result. One item is worked on here. An
error of the function is raised here; a worker that is killed ends the run with a sentence, and what was written before
stands. `begin` and `prepare` use the workers while the caller is busy otherwise.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import chain, islice
from typing import Any, TypeVar

from insight.errors import WorkerLost

Item = TypeVar("Item")
Result = TypeVar("Result")

_IDLE_SECONDS = 60  # then a worker ends by itself: between stages it is kept, behind a run it is not
_ALONE = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def spread(work: Callable[[Item], Result], items: Iterable[Item], *, workers: int) -> Iterator[tuple[Item, Result]]:
    """Yield each item with the result of `work` on it, in order; no more items are read ahead than keep all busy."""
    rest = iter(items)
    first = list(islice(rest, 2))
    if workers < 2 or len(first) < 2:
        yield from ((item, work(item)) for item in chain(first, rest))
        return
    pool = _open_pool(workers)
    under_way: deque[tuple[Item, Any]] = deque()
    try:
        for upcoming in chain(first, rest):
            under_way.append((upcoming, pool.submit(work, upcoming)))
            if len(under_way) > workers + 1:
                item, future = under_way.popleft()
                yield item, _result_of(future)
        while under_way:
            item, future = under_way.popleft()
            yield item, _result_of(future)
    finally:
        for _, future in under_way:
            future.cancel()


def begin(work: Callable[[Item], Result], item: Item, *, workers: int) -> Callable[[], Result]:
    """Let a worker do one thing while the caller goes on; the answer, when called, waits for it and returns it."""
    if workers < 2:
        return partial(work, item)
    return partial(_result_of, _open_pool(workers).submit(work, item))


def _result_of(future: Any) -> Any:
    from loky.process_executor import TerminatedWorkerError  # type: ignore[import-untyped]

    try:
        return future.result()
    except TerminatedWorkerError:
        raise WorkerLost(
            "a worker process was ended from outside, as when memory runs out. What was written before stands: "
            "run again, with workers = 1 in the settings where memory is short"
        ) from None


def prepare(work: Callable[[Item], object], item: Item, *, workers: int) -> None:
    """Let all workers load what they will need, while the caller goes on."""
    if workers > 1:
        pool = _open_pool(workers)
        for _ in range(workers):
            pool.submit(work, item)


def dismiss() -> None:
    """End the workers, and give their memory back; the next `spread` starts its own."""
    from loky import get_reusable_executor  # type: ignore[import-untyped]

    get_reusable_executor().shutdown(wait=True)


def _open_pool(workers: int) -> Any:
    from loky import get_reusable_executor

    # Each worker is a core's worth: threads of its own would take the others' time.
    return get_reusable_executor(workers, timeout=_IDLE_SECONDS, env=_ALONE)


@contextmanager
def one_thread() -> Iterator[None]:
    """Keep matrices to one thread here: those of a parse and of a fit are small, a second thread only spins.

    Measured beside an encoder: ten times the time of a fit with two threads.
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1, user_api="blas"):
        yield
