"""Measure whether themes stay while texts come in: `python -m benchmarks.growth [banking77] [thunderbird] [--weeks N]`.

banking77 starts with three quarters of its texts, in a fixed random order, and grows by a twentieth five times; the
titles of Thunderbird's support forum start with half a year and grow week by week. After each step the texts that are
new join (as `insight mine` does), what was proposed one step before is accepted, and changes are proposed again (as
`insight discover` does). Printed: the share of old texts that kept the id of their theme, the least of all steps and
the mean, and how the end compares with everything grouped at once. Data that is not below INSIGHT_DATA is skipped.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from benchmarks.themes import DATA, as_statement, known_from, read_banking, vectors_of
from insight.config import ThemeSettings
from insight.themes import KnownThemes, accept_proposals, choose_proposals, find_themes, propose_changes
from insight.themes.space import Vectors

SETTINGS = ThemeSettings()


@dataclass(frozen=True)
class Growing:
    """Texts in the order in which they come, and how many are there at each step."""

    name: str
    texts: Sequence[str]
    vectors: Vectors
    truth: NDArray[np.str_] | None
    sizes: Sequence[int]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("sets", nargs="*", default=["banking77", "thunderbird"], help="banking77, thunderbird or both")
    parser.add_argument("--weeks", type=int, default=26, help="weeks of Thunderbird's forum after the first half year")
    arguments = parser.parse_args()
    for name in arguments.sets:
        growing = grow_banking() if name == "banking77" else grow_thunderbird(arguments.weeks)
        if growing:
            for line in measure(growing):
                print(line, flush=True)


def grow_banking() -> Growing | None:
    corpus = read_banking()
    if corpus is None:
        return None
    order = np.random.default_rng(7).permutation(len(corpus.texts))
    texts = [corpus.texts[row] for row in order]
    sizes = [len(texts) * step // 20 for step in range(15, 21)]
    return Growing("banking77, from three quarters", texts, corpus.vectors[order], corpus.truth[order], sizes)


def grow_thunderbird(weeks: int) -> Growing | None:
    files = [DATA / "thunderbird" / f"tickets-{year}.csv.gz" for year in (2023, 2024)]
    if not all(file.exists() for file in files):
        print(f"thunderbird is not below {DATA}: skipped")
        return None
    rows = []
    for file in files:
        with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
            rows += [(row["created"][:10], row["id"], row["title"]) for row in csv.DictReader(lines) if row["title"]]
    days = sorted(row for row in rows if row[0])
    stamps = np.array([day for day, _, _ in days], dtype="datetime64[D]")
    ends = stamps[0] + np.timedelta64(182, "D") + np.arange(weeks + 1) * np.timedelta64(7, "D")
    sizes = np.searchsorted(stamps, ends).tolist()
    texts = [title for _, _, title in days[: sizes[-1]]]
    return Growing(f"thunderbird's titles, {weeks} weeks after half a year", texts, vectors_of(texts), None, sizes)


def measure(growing: Growing) -> Iterator[str]:
    """Let the texts come; compare each step with the one before, and the end with everything grouped at once."""
    statements = [as_statement(text, row) for row, text in enumerate(growing.texts)]
    known, proposals, kept, accepted = KnownThemes(), (), [], 0
    start = time.perf_counter()
    for step, size in enumerate(growing.sizes):
        part, vectors = statements[:size], growing.vectors[:size]
        before = known.members
        chosen = choose_proposals(known, proposals)
        standing = accept_proposals(known, chosen, part, vectors) if chosen else known
        accepted += len(chosen)
        found = find_themes(part, vectors, standing, SETTINGS)
        places = {member.statement_id: member.theme_id for member in found.members}
        if step:
            kept.append(np.mean([places[one] == theme for one, theme in before.items() if theme]))
        ever_used = known.ever_used | {one.theme_id for one in proposals}
        known = replace(known_from(found, known), ever_used=ever_used | {theme.theme_id for theme in found.themes})
        proposals = propose_changes(part, vectors, known, SETTINGS)
    seconds = time.perf_counter() - start
    grown = f"{growing.sizes[0]:,} to {growing.sizes[-1]:,} texts in {len(kept)} steps"
    yield f"\n{growing.name}: {grown}, {seconds:.0f} s"
    share = f"{min(kept):.1%} at least, {np.mean(kept):.2%} on the mean"
    yield f"  keep their theme: {share}; {accepted} proposals accepted"
    end = np.array([places[one.statement_id] or "none" for one in statements])
    whole = find_themes(statements, growing.vectors, KnownThemes(), SETTINGS)
    at_once = np.array([member.theme_id or "none" for member in sorted_by(whole.members, statements)])
    yield from compare(growing.truth, end, at_once)


def sorted_by(members: Sequence, statements: Sequence) -> list:  # type: ignore[type-arg]
    place = {member.statement_id: member for member in members}
    return [place[one.statement_id] for one in statements]


def compare(truth: NDArray[np.str_] | None, end: NDArray[np.str_], at_once: NDArray[np.str_]) -> Iterator[str]:
    from sklearn.metrics import normalized_mutual_info_score as nmi

    counts = f"{len(np.unique(end))} themes in the end, {len(np.unique(at_once))} grouped at once"
    unclear = f"unclear {np.mean(end == 'none'):.1%} and {np.mean(at_once == 'none'):.1%}"
    yield f"  {counts}; {unclear}; NMI between the two {nmi(end, at_once):.3f}"
    if truth is not None:
        yield f"  NMI with the truth: {nmi(truth, end):.3f} in the end, {nmi(truth, at_once):.3f} grouped at once"


if __name__ == "__main__":
    main()
