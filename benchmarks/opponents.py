"""What people would use instead, run on the same tickets, on the same machine, measured by the same ruler.

In goes a folder whose project was mined; out come the costs of each peer whose environment is there:

- `plain`: a plain BERTopic script: sentence-transformers, torch, one text a ticket, all settings BERTopic's own;
- `same vectors`: BERTopic alone, on our statements with our vectors, beside our stage `themes`;
- `obsei`: ingest to themes, offline, with the only embedder that it has without a download.

Environments are made by hand, from benchmarks/peers/*.txt. A peer whose environment is not there is left out, and said.
"""

from __future__ import annotations

import csv
import html
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from benchmarks.main_job import ROOT
from benchmarks.processes import Cost, measure_command
from benchmarks.scenarios import STATEMENTS, VECTORS

TEXTS, TEXTS_CSV = "texts.json", "texts.csv"
SCRIPT = ROOT / "benchmarks" / "peers" / "bertopic_run.py"
OBSEI = """version: 1
store: {path: obsei.duckdb, unencrypted: true}
themes: {embedder: hashing, max_records: 100000000}
pipelines:
  - name: tickets
    sources:
      - key: tickets
        type: csv
        config: {path: texts.csv, fields: {text: text, id: id, created_at: created_at, author: author}}
"""

Figures = dict[str, Any]


def measure_plain(folder: Path, environment: Path) -> Figures:
    """Read, encode and group: one text a ticket."""
    write_texts(folder)
    return _figures(measure_command([str(environment / "bin" / "python"), str(SCRIPT), TEXTS], folder))


def measure_same_vectors(folder: Path, environment: Path) -> Figures:
    """Group our statements by our vectors."""
    command = [str(environment / "bin" / "python"), str(SCRIPT), STATEMENTS, VECTORS]
    return _figures(measure_command(command, folder))


def measure_obsei(folder: Path, environment: Path) -> Figures:
    """Ingest and find themes: two commands, one cost."""
    write_texts(folder)
    (folder / "obsei.yaml").write_text(OBSEI, encoding="utf-8")
    (folder / "obsei.duckdb").unlink(missing_ok=True)
    salt = {"OBSEI_PSEUDONYM_SALT": "a salt that only this benchmark knows"}
    costs = [
        measure_command([str(environment / "bin" / "obsei"), command], folder, extra=salt)
        for command in ("run", "themes")
    ]
    found = re.search(r"new themes (\d+)", costs[1].said)
    return {
        "wall": round(sum(cost.seconds for cost in costs), 2),
        "cpu": round(sum(cost.cpu_seconds for cost in costs), 2),
        "peak_megabytes": round(max(cost.peak_megabytes for cost in costs)),
        "seconds": {"ingest": round(costs[0].seconds, 2), "themes": round(costs[1].seconds, 2)},
        "topics": int(found[1]) if found else None,
    }


PEERS: Mapping[str, tuple[str, Callable[[Path, Path], Figures]]] = {  # name to environment and measure
    "plain": ("bertopic", measure_plain),
    "same vectors": ("bertopic", measure_same_vectors),
    "obsei": ("obsei", measure_obsei),
}


def write_texts(folder: Path) -> None:
    """Write each ticket of the cold run as one text without its tags: a list for BERTopic, a table for obsei."""
    if (folder / TEXTS).exists():
        return
    rows = list(_read(folder / "tickets-00000000.csv"))
    texts = [as_text(row) for row in rows]
    (folder / TEXTS).write_text(json.dumps(texts), encoding="utf-8")
    with (folder / TEXTS_CSV).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "text", "created_at", "author"])
        for row, text in zip(rows, texts, strict=True):
            writer.writerow([row["id"], text, row["created"].replace(" +0000", "Z"), row["requester"]])


def as_text(row: Mapping[str, str]) -> str:
    body = html.unescape(re.sub(r"<[^>]*>", " ", row["content"]))
    return re.sub(r"\s+", " ", f"{row['title']}. {body}").strip()


def _figures(cost: Cost) -> Figures:
    found: Figures = json.loads(cost.said.strip().splitlines()[-1])
    return {
        "wall": round(cost.seconds, 2),
        "cpu": round(cost.cpu_seconds, 2),
        "peak_megabytes": round(cost.peak_megabytes),
        **found,
    }


def _read(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
