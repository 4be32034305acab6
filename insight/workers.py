"""Workers: the same work on many items, on several cores, results in the order of the items.

In go a function that a module defines and items; out come pairs of item and result. One item is worked on here. An
error of the function is raised here. What was under way when a worker is killed is done once more, one item at a time;
an item that ends its worker then too ends the run with a sentence, unless the caller has something to put in its place.
What was written before stands. `begin` and `prepare` use the workers while the caller is busy otherwise.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from itertools import chain, islice
from typing import Any, TypeVar, cast

from insight.errors import WorkerLost

Item = TypeVar("Item")
Result = TypeVar("Result")
Instead = TypeVar("Instead")

_IDLE_SECONDS = 60  # then a worker ends by itself: between stages it is kept, behind a run it is not
_ALONE = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
# What a worker loads after its first item (grammar, encoders) is more than the 300 MB that loky takes for a leak: it
# would end each worker once, and the next would load all of it again.
_GROWTH = {"LOKY_MAX_MEMORY_LEAK_SIZE": "1e9"}  # bytes


def spread(
    work: Callable[[Item], Result], items: Iterable[Item], *, workers: int, in_place_of_lost: Instead | None = None
) -> Iterator[tuple[Item, Result | Instead]]:
    """Yield each item with the result of `work` on it, in order; no more items are read ahead than keep all busy."""
    rest = iter(items)
    first = list(islice(rest, 2))
    if workers < 2 or len(first) < 2:
        yield from ((item, work(item)) for item in chain(first, rest))
        return
    under_way: deque[tuple[Item, Any]] = deque()

    def finish() -> tuple[Item, Result | Instead]:
        item, future = under_way.popleft()
        return item, _result_or_again(work, item, future, workers, in_place_of_lost)

    try:
        for upcoming in chain(first, rest):
            under_way.append((upcoming, _submit(work, upcoming, workers)))
            if len(under_way) > workers + 1:
                yield finish()
        while under_way:
            yield finish()
    finally:
        for _, future in under_way:
            if future is not None:
                future.cancel()


def _submit(work: Callable[[Item], Result], item: Item, workers: int) -> Any:
    """Give an item to the workers; None where they were just lost, which is told with what was under way."""
    from loky.process_executor import TerminatedWorkerError  # type: ignore[import-untyped]

    try:
        return _open_pool(workers).submit(work, item)
    except TerminatedWorkerError:
        return None


def _result_or_again(
    work: Callable[[Item], Result], item: Item, future: Any, workers: int, in_place_of_lost: Instead | None
) -> Result | Instead:
    """The result of an item; where its worker was lost it is done once more, with nothing beside it.

    A killed worker takes all that is under way with it, so that only trying each alone tells which item it was.
    """
    with suppress(WorkerLost):
        return cast(Result, _result_of(future))
    try:
        return cast(Result, _result_of(_submit(work, item, workers)))
    except WorkerLost:
        if in_place_of_lost is None:
            raise
        return in_place_of_lost


def begin(work: Callable[[Item], Result], item: Item, *, workers: int) -> Callable[[], Result]:
    """Let a worker do one thing while the caller goes on; the answer, when called, waits for it and returns it."""
    if workers < 2:
        return partial(work, item)
    return partial(_result_of, _open_pool(workers).submit(work, item))


def _result_of(future: Any) -> Any:
    from loky.process_executor import TerminatedWorkerError

    with suppress(TerminatedWorkerError):
        if future is not None:
            return future.result()
    raise WorkerLost(
        "a worker process was ended from outside, as when memory runs out. What was written before stands: "
        "run again, with workers = 1 in the settings where memory is short"
    )


def prepare(work: Callable[[Item], object], item: Item, *, workers: int) -> None:
    """Let all workers load what they will need, while the caller goes on."""
    if workers > 1:
        pool = _open_pool(workers)
        for _ in range(workers):
            pool.submit(work, item)


def dismiss() -> None:
    """End the workers, and give their memory back; the next `spread` starts its own."""
    from loky import get_reusable_executor  # type: ignore[import-untyped]

    get_reusable_executor(reuse=True).shutdown(wait=True)  # with other arguments it would make a new pool first


def _open_pool(workers: int) -> Any:
    from loky import get_reusable_executor

    # Each worker is a core's worth: threads of its own would take the others' time.
    return get_reusable_executor(workers, timeout=_IDLE_SECONDS, env=_ALONE | _GROWTH)


@contextmanager
def one_thread() -> Iterator[None]:
    """Keep matrices to one thread here: those of a parse and of a fit are small, a second thread only spins.

    Measured beside an encoder: ten times the time of a fit with two threads.
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1, user_api="blas"):
        yield
