"""The whole job on one folder, in a process of its own: `python -m benchmarks.scenarios FOLDER [--again] [--vectors]`.

In goes the folder of a project; out comes one line of JSON: seconds by stage, and what was counted. With --again all
that was read is read again first, as after an upgrade: only vectors are kept. With --vectors nothing is run, and the
statements that themes are made of are written beside their vectors, for what we are compared with.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.main_job import timed

STATEMENTS, VECTORS = "statements.json", "vectors.npy"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--again", action="store_true", help="read everything again; vectors are kept")
    parser.add_argument("--vectors", action="store_true", help="write the statements of themes and their vectors")
    arguments = parser.parse_args()
    found = write_vectors(arguments.folder) if arguments.vectors else run_job(arguments.folder, again=arguments.again)
    sys.stdout.write(json.dumps(found))


def run_job(folder: Path, *, again: bool = False) -> Mapping[str, Any]:
    """Bring a project up to date, stage by stage."""
    seconds: dict[str, float] = {}
    start = time.perf_counter()
    from insight import pipeline
    from insight.config import load_settings

    settings = load_settings(folder / "insight.toml")
    with pipeline.hold_run(settings) as run, pipeline.join_run(settings, run) as session:
        if again:
            for table in ("mined.messages", "mined.fingerprints"):
                session.warehouse.run(f"delete from {table}")
        seconds["open"] = time.perf_counter() - start
        landed = timed(seconds, "ingest", lambda: pipeline.ingest(session))
        mined: Mapping[str, int] = {}
        for stage in (pipeline.find_statements, pipeline.find_themes, pipeline.find_ideas, pipeline.find_trends):
            name = stage.__name__.removeprefix("find_")
            mined = {**mined, **timed(seconds, name, lambda stage=stage: stage(session))}  # type: ignore[misc]
        timed(seconds, "publish", lambda: pipeline.publish(session))
    return {
        "seconds": {stage: round(value, 2) for stage, value in seconds.items()},
        "rows": sum(counts.read for counts in landed.values()),
        "stored": sum(counts.stored for counts in landed.values()),
        "balanced": all(counts.balances for counts in landed.values()),
        **mined,
    }


def write_vectors(folder: Path) -> Mapping[str, Any]:
    """Write the English pains and requests of a mined project with the vectors that our themes were grouped by."""
    import numpy as np

    from insight import pipeline, rows
    from insight.config import load_settings
    from insight.pipeline.vectors import vector_stores

    settings = load_settings(folder / "insight.toml")
    with pipeline.hold_run(settings) as run, pipeline.join_run(settings, run) as session:
        found = session.warehouse.rows(
            "from mined.statements where is_specific and kind in ('pain', 'request') and language = 'en' "
            "order by statement_id"
        )
        texts = [rows.statement_from(row).in_context for row in found]
        np.save(folder / VECTORS, vector_stores(session)[0].read(texts))
    (folder / STATEMENTS).write_text(json.dumps(texts), encoding="utf-8")
    return {"texts": len(texts)}


if __name__ == "__main__":
    main()
