"""The bundled truth: what the sample hides, and how much is read rightly: `python -m benchmarks.bundled [FOLDER]`.

The sample is written, landed and read in a folder that is kept, so that a second measurement reads again only where the
code has changed. With FOLDER the sample that was read there (`insight demo`, `insight run`) is judged as it stands,
which takes seconds. A planted statement is the mined one of its message that shares most words with it; one that
nothing was mined for counts as other. The truth is read here and never by the pipeline.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import spearmanr

from insight import pipeline
from insight.config import load_settings
from insight.evaluation import Answer, evaluate
from insight.records import content_id
from insight.sample import write_sample
from insight.warehouse import Row, Warehouse, open_work_file

CACHE = Path(__file__).resolve().parent.parent / "insight-data" / "benchmarks"
OVERLAP = 0.6  # share of the shorter one's words from which on two wordings are one statement


@dataclass(frozen=True, slots=True)
class Mined:
    """What the pipeline made of the sample, by message, and the truth beside it."""

    statements: Mapping[str, Sequence[Row]]
    texts: Mapping[str, str]  # of messages, as stored
    truth: Mapping[str, Sequence[Row]]  # statements, personal, duplicates


def mine_sample(folder: Path) -> Mined:
    """Write the sample into `folder`, land and read it."""
    paths = write_sample(folder)
    settings = load_settings(paths.settings)
    with pipeline.hold_run(settings) as run, pipeline.join_run(settings, run) as session:
        pipeline.ingest(session)
        pipeline.find_statements(session)
        return _read(session.warehouse, paths.truth)


def read_sample(folder: Path) -> Mined:
    """Read what was mined in `folder` as it stands."""
    with open_work_file(load_settings(folder / "insight.toml")) as warehouse:
        return _read(warehouse, folder / "truth")


def _read(warehouse: Warehouse, folder: Path) -> Mined:
    by_message: dict[str, list[Row]] = defaultdict(list)
    for row in warehouse.rows(_STATEMENTS):
        by_message[row["message_id"]].append(row)
    texts = {row["message_id"]: row["text"] for row in warehouse.rows(_TEXTS)}
    truth = {
        name: [json.loads(line) for line in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
        for name in ("statements", "personal", "duplicates")
    }
    return Mined(by_message, texts, truth)


def message_of(row: Row) -> str:
    """The id under which a planted row's message lands."""
    return content_id("m", content_id("f", row["source"], row["source_id"]), row["message"])


def pair_up(mined: Mined) -> Iterator[tuple[Row, Row | None]]:
    """Yield each planted statement with the mined one that shares most words with it."""
    for planted in mined.truth["statements"]:
        words = words_of(planted["text"])
        best, best_overlap = None, OVERLAP
        for row in mined.statements.get(message_of(planted), ()):
            overlap = overlap_of(words, words_of(row["clean"]))
            if overlap >= best_overlap:
                best, best_overlap = row, overlap + 1e-9
        yield planted, best


def kind_answers(mined: Mined, *, language: str | None = None) -> list[Answer]:
    """The kind of each planted statement, and what it was read as.

    A repeat that nothing was mined for, as in a mail that is forwarded whole, is counted by `duplicates` alone.
    """
    return [
        Answer(
            f"{planted['source']} {planted['source_id']}",
            planted["kind"],
            found["kind"] if found else "other",
            found["kind_confidence"] if found else 1.0,
            planted["text"],
        )
        for planted, found in read_as(mined)
        if (language is None or planted["language"] == language) and not (found is None and planted["duplicate_of"])
    ]


def read_as(mined: Mined) -> Iterator[tuple[Row, Row | None]]:
    """Yield each planted statement with the mined one that says most of it.

    What was planted as one may be two sentences ("I bill them monthly. Can that be automated?"): of those that are cut
    out of it and ask for work, the surest one counts, as with a labelled text.
    """
    for planted, best in pair_up(mined):
        words = words_of(planted["text"])
        parts = [
            row
            for row in mined.statements.get(message_of(planted), ())
            if row["kind"] in _ASKING and len(words & words_of(row["clean"])) >= OVERLAP * len(words_of(row["clean"]))
        ]
        is_cut = best is not None and words_of(best["clean"]) < words
        yield planted, max(parts, key=lambda row: row["kind_confidence"]) if is_cut and parts else best


_ASKING = ("pain", "request")  # kinds that ask for work


def several_problems(mined: Mined, count: int = 3) -> tuple[int, int]:
    """How many tickets that hold `count` problems have a mined pain or request for each, and how many there are."""
    found: dict[str, dict[int, bool]] = defaultdict(dict)
    for planted, match in read_as(mined):
        if planted["source"] == "tickets" and planted["problem"]:
            of_ticket = found[planted["source_id"]]
            is_read = match is not None and match["kind"] in _ASKING
            of_ticket[planted["problem"]] = of_ticket.get(planted["problem"], False) or is_read
    tickets = [problems for problems in found.values() if len(problems) == count]
    return sum(all(problems.values()) for problems in tickets), len(tickets)


def personal_left(mined: Mined) -> dict[str, tuple[int, int]]:
    """For each kind of personal detail: how many planted ones are gone from what is stored, and how many there were."""
    counts: dict[str, tuple[int, int]] = {}
    for planted in mined.truth["personal"]:
        text = mined.texts.get(message_of(planted), "")
        is_gone = re.search(rf"(?<!\w){re.escape(planted['text'])}(?!\w)", text) is None
        gone, all_of_kind = counts.get(planted["kind"], (0, 0))
        counts[planted["kind"]] = gone + is_gone, all_of_kind + 1
    return counts


def duplicates(mined: Mined) -> dict[str, tuple[int, int]]:
    """Statements told again that were marked, and same words of many people that were rightly left as votes."""
    votes = {(row["source"], row["source_id"]): row["votes"] for row in mined.truth["duplicates"]}
    again, each = [0, 0], [0, 0]
    for planted, found in pair_up(mined):
        if found is None or found["kind"] not in ("pain", "request", "praise"):
            continue
        if planted["duplicate_of"]:
            again[0] += found["duplicate_of"] is not None
            again[1] += 1
        elif votes.get((planted["source"], planted["source_id"])) == "each":
            each[0] += found["duplicate_of"] is None
            each[1] += 1
    return {"again": (again[0], again[1]), "each": (each[0], each[1])}


def severity_lines(mined: Mined) -> Iterator[str]:
    """Hold the severity of pains against that of their planted theme.

    The truth knows how bad a theme is, not what each sentence says: of one theme "the map is empty" and "I lost my map
    again!!" are planted alike. So a statement need not have its theme's level; the themes' order is the fair figure.
    """
    levels: list[tuple[int, int]] = []
    of_theme: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for planted, found in read_as(mined):
        if planted["severity"] and planted["stance"] == "supports" and found is not None and found["severity"]:
            levels.append((planted["severity"], found["severity"]))
            of_theme[planted["theme"]].append(levels[-1])
    exact = share((sum(truth == read for truth, read in levels), len(levels)))
    near = share((sum(abs(truth - read) <= 1 for truth, read in levels), len(levels)))
    yield f"severity of pains by the level of their theme: exact {exact:.3f}, within one {near:.3f} of {len(levels):,}"
    for level in sorted({truth for truth, _ in levels} | {read for _, read in levels}):
        right = sum(truth == read == level for truth, read in levels)
        planted_count = sum(truth == level for truth, _ in levels)
        read_count = sum(read == level for _, read in levels)
        yield f"  {level}         recall {right} of {planted_count}, precision {right} of {read_count}"
    worst = [(pairs[0][0], np.quantile([read for _, read in pairs], 0.9)) for pairs in of_theme.values()]
    mean = [(pairs[0][0], np.mean([read for _, read in pairs])) for pairs in of_theme.values()]
    orders = ", ".join(
        f"{name} {spearmanr(*zip(*one, strict=True)).statistic:.3f}" for name, one in (("p90", worst), ("mean", mean))
    )
    yield f"  order of {len(of_theme)} themes, Spearman: {orders}"


def mark_line(mined: Mined, planted_name: str, is_marked: Callable[[Row], bool]) -> str:
    """Count planted statements with a mark that were read with it, and those read with it that were planted so."""
    planted: dict[str, list[frozenset[str]]] = defaultdict(list)
    marked = {
        message: [words_of(row["clean"]) for row in rows if is_marked(row)]
        for message, rows in mined.statements.items()
    }
    for row in mined.truth["statements"]:
        if row[planted_name] and not row["duplicate_of"]:
            planted[message_of(row)].append(words_of(row["text"]))
    again = {message_of(row) for row in mined.truth["statements"] if row["duplicate_of"]}
    recall = [_is_among(words, marked.get(message, ())) for message, many in planted.items() for words in many]
    precision = [
        _is_among(words, planted.get(message, ()))
        for message, many in marked.items()
        if message not in again
        for words in many
    ]
    told = f"recall {sum(recall)} of {len(recall)} ({share((sum(recall), len(recall))):.3f})"
    return f"{told}, precision {sum(precision)} of {len(precision)} ({share((sum(precision), len(precision))):.3f})"


def _is_among(words: frozenset[str], others: Sequence[frozenset[str]]) -> bool:
    return any(overlap_of(words, other) >= OVERLAP for other in others)


def words_of(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.lower()))


def overlap_of(one: frozenset[str], other: frozenset[str]) -> float:
    """Share of the shorter one's words that both have."""
    return len(one & other) / max(min(len(one), len(other)), 1)


def share(found: tuple[int, int]) -> float:
    return found[0] / max(found[1], 1)


def describe(counts: Mapping[str, tuple[int, int]]) -> dict[str, Any]:
    return {name: {"found": found, "of": of} for name, (found, of) in sorted(counts.items())}


def lines(mined: Mined) -> Iterator[str]:
    """Say what was measured: kinds with what is taken for what, several problems, personal details, repeats."""
    for language, name in ((None, "all"), ("en", "English")):
        report = evaluate(name, kind_answers(mined, language=language))
        macro = report.macro_f1
        yield f"kinds, {name}: macro-F1 {macro.value:.4f} [{macro.low:.4f}, {macro.high:.4f}] of {report.count:,}"
        for one in report.classes:
            shares = ", ".join(f"{part} {getattr(one, part).value:.3f}" for part in ("precision", "recall", "f1"))
            yield f"  {one.name:<10}{shares} of {one.count:,}"
        taken = (f"{one.truth} as {one.answer} {one.count}" for one in report.confusions[:_SHOWN])
        yield f"  most often: {'; '.join(taken)}"
    found, of = several_problems(mined)
    yield f"tickets with three problems that yield three: {found} of {of} ({found / max(of, 1):.3f})"
    for what, counts in (("personal data gone", personal_left(mined)), ("repeats", duplicates(mined))):
        yield f"{what}: " + ", ".join(f"{name} {found} of {of}" for name, (found, of) in sorted(counts.items()))
    yield from _meant(mined)


def _meant(mined: Mined) -> Iterator[str]:
    """Say how what pains mean beside their kind was read."""
    yield from severity_lines(mined)
    yield f"churn language: {mark_line(mined, 'has_churn_language', lambda row: row['has_churn_language'])}"
    yield f"workarounds: {mark_line(mined, 'is_workaround', lambda row: row['workaround'] is not None)}"


def main() -> None:
    """Measure the sample and print it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", help="where the sample was read; without, it is read anew")
    folder = parser.parse_args().folder
    for line in lines(read_sample(folder) if folder else mine_sample(CACHE / "statements-sample")):
        print(line)


_SHOWN = 8  # pairs of kinds, the most frequent

_STATEMENTS = """
select
    message_id, statement_id, clean, kind, kind_confidence, language, duplicate_of,
    severity, has_churn_language, workaround
from mined.statements
left join mined.duplicates using (statement_id)
order by statement_id
"""
_TEXTS = "select message_id, text from raw.messages order by message_id"

if __name__ == "__main__":
    main()
