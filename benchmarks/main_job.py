"""Measure the main job: `python -m benchmarks.main_job [sample|thunderbird|youtube ...] [--json FILE]`.

Each data set goes through the whole pipeline (without Prefect) in a process of its own, with an empty work file:
seconds of each stage, rows per second, processor time and peak memory (workers and all), then a second run with
nothing new. Public data is read from INSIGHT_DATA (default ../shared/data beside the repository), by the configurations
in docs/sources.md; a set that is not there is skipped, and said so.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parent.parent
DATA = Path(os.environ.get("INSIGHT_DATA", ROOT.parent / "shared" / "data"))
HEADINGS = {"thunderbird": "Thunderbird's support forum", "youtube": "reviews of a video app"}
SETS = ("sample", *HEADINGS)
CONSOLE = Console()
Result = TypeVar("Result")


def main() -> None:
    """Measure each set in a fresh process; print a table, and write JSON where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sets", nargs="*", default=list(SETS), help=f"any of: {', '.join(SETS)}")
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    parser.add_argument("--here", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.here:
        sys.stdout.write(json.dumps(measure(arguments.here)))
        return
    results = [result for name in arguments.sets if (result := measure_apart(name))]
    if arguments.json:
        machine = {"processor": platform.processor(), "cores": os.cpu_count(), "python": platform.python_version()}
        arguments.json.write_text(json.dumps({"machine": machine, "results": results}, indent=2) + "\n")
    CONSOLE.print(as_table(results))


def measure_apart(name: str) -> dict[str, Any] | None:
    """Measure one set in a process of its own, so that its peak memory is its own."""
    if name != "sample" and not (DATA / name).is_dir():
        CONSOLE.print(f"{name}: skipped, {DATA / name} is not there (set INSIGHT_DATA)")
        return None
    command = [sys.executable, "-m", "benchmarks.main_job", "--here", name]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{name} failed:\n{done.stderr}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def measure(name: str) -> dict[str, Any]:
    """Run the main job on one set in a temporary folder, and then once more with nothing new."""
    from insight import pipeline
    from insight.config import load_settings

    with tempfile.TemporaryDirectory() as folder, watched() as memory:
        settings = load_settings(prepare(name, Path(folder)))
        seconds: dict[str, float] = {}
        with pipeline.hold_run(settings) as run, pipeline.join_run(settings, run) as session:
            landed = timed(seconds, "ingest", lambda: pipeline.ingest(session))
            mined: Mapping[str, int] = {}
            for stage in (pipeline.find_statements, pipeline.find_themes, pipeline.find_ideas, pipeline.find_trends):
                mined = {**mined, **timed(seconds, stage.__name__, lambda stage=stage: stage(session))}  # type: ignore[misc]
            timed(seconds, "publish", lambda: pipeline.publish(session))
        total = sum(seconds.values())
        timed(seconds, "nothing_new", lambda: pipeline.refresh(settings))
        rows = sum(counts.read for counts in landed.values())
        return {
            "set": name,
            "rows": rows,
            "balanced": all(counts.balances for counts in landed.values()),
            "seconds": {stage: round(value, 2) for stage, value in seconds.items()} | {"all": round(total, 2)},
            "rows_per_second": round(rows / total, 1),
            "cpu_seconds": round(cpu_seconds(), 1),
            "peak_megabytes": round(max(memory)),
            **mined,
        }


@contextmanager
def watched() -> Iterator[list[float]]:
    """Note five times a second how many megabytes this process and its workers hold together."""
    seen, over = [0.0], threading.Event()

    def watch() -> None:
        while not over.wait(0.2):
            seen.append(sum(map(resident_megabytes, family())))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield seen
    finally:
        over.set()
        watcher.join()


def family(process: int | None = None) -> list[int]:
    """A process, this one where none is named, and all that descend from it."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # ended meanwhile
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
    found = [process or os.getpid()]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def resident_megabytes(process: int) -> float:
    """Memory of a process by its proportional set size: what it shares with the others is shared out among them."""
    with suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0


def cpu_seconds() -> float:
    """Processor time of this process and of its workers, which have ended by now."""
    workers = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + workers.ru_utime + workers.ru_stime


def prepare(name: str, folder: Path) -> Path:
    """Write the set's settings file (and the sample itself) into `folder`."""
    if name == "sample":
        from insight.sample import write_sample

        return write_sample(folder).settings
    documented = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8").split(HEADINGS[name])[1]
    text = documented.split("```toml\n")[1].split("```")[0]
    path = folder / "insight.toml"
    path.write_text(re.sub(rf'"({name}/)', rf'"{DATA.resolve()}/\1', text), encoding="utf-8")
    return path


def timed(seconds: dict[str, float], stage: str, work: Callable[[], Result]) -> Result:
    """Do the work and note how many seconds of wall time it took."""
    start = time.perf_counter()
    result = work()
    seconds[stage] = time.perf_counter() - start
    return result


def as_table(results: list[dict[str, Any]]) -> Table:
    """The figures as people read them: a column a set."""
    table = Table(title="The main job, seconds by stage", title_justify="left")
    table.add_column("")
    for result in results:
        table.add_column(result["set"], justify="right")
    stages = list(results[0]["seconds"]) if results else []
    for stage in stages:
        table.add_row(stage.replace("_", " "), *(f"{result['seconds'][stage]:.1f}" for result in results))
    for figure in (
        "rows",
        "rows_per_second",
        "statements",
        "themes",
        "ideas",
        "cpu_seconds",
        "peak_megabytes",
        "balanced",
    ):
        table.add_row(
            figure.replace("_", " "), *(str(result.get(figure)) for result in results), end_section=figure == "ideas"
        )
    return table


if __name__ == "__main__":
    main()
