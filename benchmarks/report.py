"""Figures as people read them: Markdown tables, the machine they were measured on, and how cost grows with size.

In go the records of `python -m benchmarks`; out comes text. Nothing is measured here, and nothing is left out: a run
that was not made has no row.
"""

from __future__ import annotations

import math
import os
import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

FLAGS = ("avx2", "avx_vnni", "avx512f", "avx512_vnni", "amx_int8")
PACKAGES = ("duckdb", "spacy", "bertopic", "scikit-learn", "ctranslate2", "onnxruntime", "numpy")
STAGES = ("open", "ingest", "statements", "themes", "ideas", "trends", "publish")
SCENARIOS = {
    "cold": "empty work file, nothing cached",
    "nothing new": "the same files again",
    "more": "one per cent more tickets in a new file",
    "warm": "all read again, as after an upgrade; only vectors are kept",
}

Record = Mapping[str, Any]


def describe_machine() -> dict[str, Any]:
    """The machine and the versions that the figures hang on."""
    told = Path("/proc/cpuinfo").read_text(encoding="utf-8") if Path("/proc/cpuinfo").exists() else ""
    lines = dict(line.split(":", 1) for line in told.splitlines() if ":" in line)
    named = {key.strip(): value.strip() for key, value in lines.items()}
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "processor": named.get("model name", platform.processor()),
        "flags": [flag for flag in FLAGS if flag in named.get("flags", "").split()],
        "cores": os.cpu_count(),
        "memory_gigabytes": round(memory, 1),
        "python": platform.python_version(),
        "packages": {name: found for name in PACKAGES if (found := _version(name))},
    }


def growth(sizes: Sequence[int], seconds: Sequence[float]) -> float | None:
    """Return the exponent of cost in size: the slope of a line through their logarithms, by least squares."""
    if len(set(sizes)) < 2:
        return None
    x, y = [math.log(size) for size in sizes], [math.log(max(value, 1e-9)) for value in seconds]
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    across = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True))
    return across / sum((a - mean_x) ** 2 for a in x)


def as_markdown(machine: Record, base: str, runs: Sequence[Record], peers: Sequence[Record]) -> str:
    """Write all tables."""
    told = "; ".join(f"*{name}*: {meaning}" for name, meaning in SCENARIOS.items())
    parts = [
        _describe(machine, base),
        f"Runs: {told}.",
        _table_of_runs(runs),
        _table_of_stages(runs),
        _table_of_growth(runs),
    ]
    if peers:
        parts.append(_table_of_peers(runs, peers))
    return "\n\n".join(part for part in parts if part) + "\n"


def _describe(machine: Record, base: str) -> str:
    packages = ", ".join(f"{name} {found}" for name, found in machine["packages"].items())
    flags = ", ".join(machine["flags"]) or "none of those that encoders use"
    return (
        f"{machine['processor']}, {machine['cores']} cores ({flags}), {machine['memory_gigabytes']} GB; "
        f"Python {machine['python']}; {packages}. Tickets: {base}."
    )


def _table_of_runs(runs: Sequence[Record]) -> str:
    rows = [
        [
            f"{run['size']:,}",
            run["scenario"],
            f"{run['wall']:.1f}",
            f"{run['cpu']:.1f}",
            f"{run['peak_megabytes']:,}",
            f"{run['rows'] / run['wall']:,.0f}" if run["rows"] else "",
            f"{run.get('statements', 0):,}",
            f"{run.get('themes', 0):,}",
            _share_of_cold(run, runs),
        ]
        for run in runs
    ]
    return _table(
        ["tickets", "run", "wall s", "CPU s", "peak MB", "rows a second", "statements", "themes", "of the cold run"],
        rows,
    )


def _share_of_cold(run: Record, runs: Sequence[Record]) -> str:
    cold = next((one for one in runs if one["size"] == run["size"] and one["scenario"] == "cold"), None)
    return f"{run['wall'] / cold['wall']:.1%}" if cold and run is not cold else ""


def _table_of_stages(runs: Sequence[Record]) -> str:
    """Seconds of each stage of the cold runs, with the stage that bounds each size."""
    rows = []
    for run in runs:
        if run["scenario"] != "cold":
            continue
        seconds = run["seconds"]
        longest = max(seconds, key=lambda stage: seconds[stage])
        share = seconds[longest] / sum(seconds.values())
        rows.append(
            [f"{run['size']:,}", *(f"{seconds.get(stage, 0.0):.1f}" for stage in STAGES), f"{longest}, {share:.0%}"]
        )
    return _table(["cold, seconds", *STAGES, "bounded by"], rows)


def _table_of_growth(runs: Sequence[Record]) -> str:
    cold = [run for run in runs if run["scenario"] == "cold"]
    rows = []
    for name in ("wall", "cpu", *STAGES):
        seconds = [run.get(name, run["seconds"].get(name, 0.0)) for run in cold]
        found = growth([run["rows"] for run in cold], seconds)
        if found is not None and min(seconds) >= 0.5:
            rows.append([name, f"{found:.2f}"])
    span = f"{min(run['size'] for run in cold):,} to {max(run['size'] for run in cold):,}" if cold else ""
    return _table([f"growth, {span} tickets", "exponent"], rows) if rows else ""


def _table_of_peers(runs: Sequence[Record], peers: Sequence[Record]) -> str:
    rows = []
    for peer in peers:
        cold = next(run for run in runs if run["size"] == peer["size"] and run["scenario"] == "cold")
        ours = cold["seconds"]["themes"] if peer["peer"] == "same vectors" else cold["wall"]
        theirs = peer["seconds"]["topics"] if peer["peer"] == "same vectors" else peer["wall"]
        rows.append(
            [
                f"{peer['size']:,}",
                peer["peer"],
                f"{peer['wall']:.1f}",
                f"{peer['cpu']:.1f}",
                f"{peer['peak_megabytes']:,}",
                ", ".join(f"{part} {value:.1f}" for part, value in peer["seconds"].items()),
                f"{ours:.1f}",
                f"{theirs / ours:.1f}x",
                "" if peer["peer"] == "same vectors" else f"{peer['cpu'] / cold['cpu']:.1f}x",
            ]
        )
    return _table(
        ["tickets", "peer", "wall s", "CPU s", "peak MB", "its parts, s", "ours, s", "ours is faster", "by CPU"], rows
    )


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
