"""Measure whether people's edits last: `python -m benchmarks.edits DEMO/insight.toml`.

Takes the statements of a project that has been refreshed (`insight demo` makes one), begins with the oldest of them,
asks for forty edits of every kind, and lets what is left come in ten weekly parts, through the same stage that
`insight mine` runs. After each part it looks in the tables whether each edit still holds and whether the old statements
kept their theme. The project itself is only read.
"""

from __future__ import annotations

import argparse
import re
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from insight import pipeline
from insight.config import Settings, load_settings
from insight.runs import Session
from insight.taxonomy import Edit, read_edits
from insight.warehouse import WORK_FILE, Row, Warehouse, hold_lock

WEEKS = 10
FIRST_SHARE = 0.4  # of the statements, before the first week: they double on the way, and everything is grouped again
WORDS = re.compile(r"[a-z]{4,}")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("config", type=Path, help="settings of a project that has been refreshed")
    given = load_settings(parser.parse_args().config)
    with tempfile.TemporaryDirectory() as folder, hold_lock(given.data, wait_seconds=0):
        settings = given.model_copy(update={"root": Path(folder), "data_dir": "data"})
        settings.data.mkdir()
        shutil.copyfile(given.data / WORK_FILE, settings.data / WORK_FILE)
        for line in measure(settings):
            print(line, flush=True)


def measure(settings: Settings) -> Iterator[str]:
    """Run ten weeks; tell after each what holds."""
    edits: Sequence[Edit] = ()
    for week in range(WEEKS + 1):
        as_of = datetime(2030, 1, 1, tzinfo=UTC) + timedelta(weeks=week)
        start = time.perf_counter()
        with pipeline.hold_run(settings, as_of=as_of) as run, pipeline.join_run(settings, run) as session:
            if week == 0:
                begin(session.warehouse)
            count = let_in(session, FIRST_SHARE + (1 - FIRST_SHARE) * week / WEEKS)
            kept, grouped = run_week(session)
            if week == 0:
                text = forty_edits(session.warehouse)
                settings.at(settings.taxonomy).write_text(text, encoding="utf-8")
                edits = read_edits(text, settings.taxonomy)
                yield f"{count:,} statements in {count_themes(session.warehouse)} themes; {len(edits)} edits asked for"
                continue
            holding = [edit for edit in edits if holds(session.warehouse, edit)]
        broken = sorted({f"{edit.edit_id} {edit.op}" for edit in edits} - {f"{e.edit_id} {e.op}" for e in holding})
        anew = ", grouped anew" if grouped else ""
        said = f"week {week:>2}: {count:,} statements{anew}; {len(holding)} of {len(edits)} edits hold"
        said += f"; {kept:.1%} of the old statements keep their theme; {time.perf_counter() - start:.1f} s"
        yield said + (f"; broken: {', '.join(broken)}" if broken else "")


def begin(warehouse: Warehouse) -> None:
    """Set the statements aside, in the order in which they were said, and forget the themes."""
    warehouse.run(
        """
        create schema if not exists later;
        create or replace table later.statements as
        select statements.*, percent_rank() over (order by messages.said_at, statements.statement_id) as share
        from mined.statements as statements
        join staging.customer_messages as messages on messages.message_id = statements.message_id
        """
    )
    forgotten = "themes theme_members found_themes found_members grouping theme_lineage taxonomy_edits taxonomy_moves"
    for table in forgotten.split():
        warehouse.run(f"delete from mined.{table}")


def let_in(session: Session, share: float) -> int:
    """Let the statements be there that have been said so far."""
    warehouse = session.warehouse
    warehouse.run("delete from mined.statements")
    warehouse.run(
        "insert into mined.statements select * exclude (share) from later.statements where share <= $share",
        {"share": share},
    )
    warehouse.run("delete from mined.fingerprints where stage = 'themes'")
    return int(warehouse.value("select count(*) from mined.statements"))


def run_week(session: Session) -> tuple[float, bool]:
    """Find themes; tell the share of old statements that kept theirs, and whether everything was grouped anew."""
    warehouse = session.warehouse
    before, grouped_before = read_places(warehouse), warehouse.value("select max(grouped_count) from mined.grouping")
    pipeline.find_themes(session)
    after, standing = read_places(warehouse), read_standing(warehouse)
    successor = {row["theme_id"]: row["successor_id"] for row in warehouse.rows("from mined.themes")}
    stayed = [
        after[one] == theme or (theme not in standing and after[one] == successor.get(theme))
        for one, theme in before.items()
        if theme and one in after
    ]
    grouped = warehouse.value("select max(grouped_count) from mined.grouping")
    return sum(stayed) / max(len(stayed), 1), bool(grouped_before) and grouped != grouped_before


def forty_edits(warehouse: Warehouse) -> str:
    """Forty edits of every kind, about the themes that there are: at least twenty are needed."""
    themes = warehouse.rows(
        "select theme_id, label from mined.themes where level = 2 and state = 'active' "
        "order by statement_count desc, theme_id"
    )
    ids = [str(row["theme_id"]) for row in themes]
    if len(ids) < 20:
        raise SystemExit(f"{len(ids)} themes, 20 are needed")
    tail = ids[-10:]
    members = members_by_theme(warehouse)
    wanted: list[Mapping[str, str]] = [{"rename": one, "to": f"Our name {n}"} for n, one in enumerate(ids[:8])]
    wanted += [
        {"split": one, "into": f"A part of {n}", "phrases": common_word(members[one])} for n, one in enumerate(ids[:5])
    ]
    wanted += [{"merge": tail[n], "into": tail[n + 1]} for n in (0, 2, 4, 6)]
    wanted += [{"retire": tail[8]}, {"retire": tail[9], "successor": ids[0]}]
    wanted += [{"move": one, "to": f"Team {n % 2}"} for n, one in enumerate(ids[:4])]
    wanted += [{"pin": one} for one in ids[4:8]] + [{"noise": one} for one in ids[8:10]]
    wanted += [{"define": "A wish", "phrases": "please add"}]
    wanted += [{"define": f"Thing {n}", "examples": members[ids[9]][n]["statement_id"]} for n in range(2)]
    wanted += [{"move": members[one][-1]["statement_id"], "to": ids[8]} for one in ids[:8]]
    always = "author: Mara\n    on: 2030-01-01\n    reason: measured"
    entries = (
        "  - " + "\n    ".join([*(f"{key}: {value}" for key, value in one.items()), f"id: e{number}", always])
        for number, one in enumerate(wanted, start=1)
    )
    return "edits:\n" + "\n".join(entries) + "\n"


def common_word(members: Sequence[Row]) -> str:
    """A word that about a third of a theme's statements hold."""
    counts = Counter(word for row in members for word in set(WORDS.findall(row["clean"].lower())))
    third = len(members) / 3
    return min(counts, key=lambda word: (abs(counts[word] - third), word))


def holds(warehouse: Warehouse, edit: Edit) -> bool:
    """Whether the tables are as an edit asks for, whatever they say about it."""
    themes = {row["theme_id"]: row for row in warehouse.rows("from mined.themes")}
    active = {key: row for key, row in themes.items() if row["state"] == "active"}
    subject = edit.subjects[0] if edit.subjects else ""
    match edit.op:
        case "rename":
            return active.get(subject, {}).get("label") == edit.target
        case "merge" | "retire":
            found = warehouse.rows(
                "select places.theme_id, places.method from mined.found_members as found "
                "join mined.theme_members as places on places.statement_id = found.statement_id "
                "where found.theme_id = $id",
                {"id": subject},
            )
            is_gone = all(row["theme_id"] == edit.target or row["method"] != "topic" for row in found)
            return subject not in active and themes[subject]["successor_id"] == edit.target and is_gone
        case "split":
            phrase = re.compile(rf"(?<!\w){re.escape(edit.phrases[0])}(?!\w)")
            left = members_by_theme(warehouse).get(subject, [])
            is_apart = not any(phrase.search(row["clean"].lower()) for row in left)
            return active.get(edit.theme_id, {}).get("label") == edit.target and is_apart
        case "move" if subject.startswith("st_"):
            (place,) = warehouse.rows("from mined.theme_members where statement_id = $id", {"id": subject})
            return bool(place["theme_id"] == edit.target and place["method"] == "person")
        case "move":
            return bool(active[active[subject]["parent_id"]]["label"] == edit.target) if subject in active else False
        case "pin":
            return bool(active.get(subject, {}).get("is_pinned"))
        case "noise":
            return bool(active.get(subject, {}).get("is_noise"))
        case "define":
            return active.get(edit.theme_id, {}).get("label") == edit.target


def members_by_theme(warehouse: Warehouse) -> dict[str, list[Row]]:
    """The statements of each theme that no person placed, by id."""
    rows = warehouse.rows(
        "select members.theme_id, statements.statement_id, statements.clean from mined.theme_members as members "
        "join mined.statements as statements on statements.statement_id = members.statement_id "
        "where members.method = 'topic' order by statements.statement_id"
    )
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row["theme_id"], []).append(row)
    return found


def read_places(warehouse: Warehouse) -> dict[str, str | None]:
    return {row["statement_id"]: row["theme_id"] for row in warehouse.rows("from mined.theme_members")}


def read_standing(warehouse: Warehouse) -> set[str]:
    return {row["theme_id"] for row in warehouse.rows("select theme_id from mined.themes where state = 'active'")}


def count_themes(warehouse: Warehouse) -> int:
    return int(warehouse.value("select count(*) from mined.themes where level = 2 and state = 'active'"))


if __name__ == "__main__":
    main()
