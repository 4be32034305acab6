"""Reading: what people ask of a project, as rows. Both faces and the flows' reports go through here.

From the published snapshot: ideas, evidence, freshness. From the work file, where no run is at work: the runs since
then, and what waits in quarantine. Ids may be given by any unique beginning; one that is not known is refused with the
nearest that is.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from insight import publish
from insight.config import Settings
from insight.errors import Busy, ContractError, WarehouseError
from insight.records import Run
from insight.warehouse import WORK_FILE, Row, Warehouse, hold_lock, open_snapshot, open_work_file

MATCHES_NAMED = 3  # when a beginning fits several ids
RUNS_SHOWN = 5
JSON_COLUMNS = ("score_parts", "top_segments", "sources", "languages")  # of feature_ideas


@contextmanager
def open_current(settings: Settings) -> Iterator[Warehouse]:
    """Open the current snapshot, read-only."""
    folder = publish.current_snapshot(settings.data)
    if folder is None:
        raise WarehouseError(f"nothing is published in {settings.data} yet. Run: insight refresh")
    with open_snapshot(folder / publish.SNAPSHOT_FILE, settings.warehouse) as snapshot:
        yield snapshot


@contextmanager
def open_as_of(settings: Settings, as_of: datetime | None) -> Iterator[Warehouse]:
    """Open the snapshot that spoke at `as_of`: of those that are kept, the one of the latest instant up to it."""
    if as_of is None:
        with open_current(settings) as snapshot:
            yield snapshot
        return
    folders = [settings.data / "snapshots" / run_id for run_id in publish.list_snapshots(settings.data)]
    known = {folder: json.loads((folder / publish.MANIFEST).read_bytes())["as_of"] for folder in folders}
    moments = {folder: datetime.fromisoformat(text) for folder, text in known.items()}
    spoken = [folder for folder in folders if moments[folder] <= as_of]
    if not spoken:
        raise WarehouseError(
            f"no snapshot in {settings.data} speaks for {as_of:%Y-%m-%d %H:%M}; the earliest that is kept speaks for "
            f"{min(moments.values()):%Y-%m-%d %H:%M}. For an older week as it is known today: insight digest --week"
            if moments
            else f"nothing is published in {settings.data} yet. Run: insight refresh"
        )
    newest = max(spoken, key=lambda folder: (moments[folder], folders.index(folder)))
    with open_snapshot(newest / publish.SNAPSHOT_FILE, settings.warehouse) as snapshot:
        yield snapshot


@contextmanager
def open_idle_work_file(settings: Settings) -> Iterator[Warehouse]:
    """Open the work file while no run is at work; raise Busy at once where one is.

    The lock is held meanwhile, so that a run which starts now waits for us instead of failing.
    """
    if not (settings.data / WORK_FILE).exists():
        raise WarehouseError(f"nothing has been ingested in {settings.data} yet. Run: insight refresh")
    with hold_lock(settings.data, wait_seconds=0), open_work_file(settings) as warehouse:
        yield warehouse


# --- ideas ----------------------------------------------------------------------------------------------------------


def top_ideas(snapshot: Warehouse, limit: int) -> list[Row]:
    """The first `limit` ideas by rank, whole rows."""
    # Not as a parameter: for the first one DuckDB imports pandas, half of the time of this command.
    return snapshot.rows(f"select * from marts.feature_ideas order by rank limit {limit:d}")


def count_ideas(snapshot: Warehouse) -> int:
    return int(snapshot.value("select count(*) from marts.feature_ideas"))


def find_idea(snapshot: Warehouse, given: str) -> Row:
    """The idea whose id is, or alone begins with, `given`."""
    ids = [str(row["idea_id"]) for row in snapshot.rows("select idea_id from marts.feature_ideas order by rank")]
    idea_id = match_id(given, ids, "idea")
    return snapshot.rows("select * from marts.feature_ideas where idea_id = $id", {"id": idea_id})[0]


def read_evidence(snapshot: Warehouse, subject_id: str) -> list[Row]:
    """The statements for and against a subject: those that count first, then by their place in its theme."""
    return snapshot.rows(
        "select * from marts.evidence where subject_id = $id "
        "order by stance = 'opposes', not is_counted, quote_place nulls last, assign_similarity desc nulls last, "
        "evidence_id",
        {"id": subject_id},
    )


def read_customers_to_tell(snapshot: Warehouse, idea_id: str) -> list[Row]:
    """Who asked for a shipped idea before it was there, those of most statements first."""
    return snapshot.rows(
        "select * from marts.customers_to_tell where idea_id = $id order by mention_count desc, customer_id",
        {"id": idea_id},
    )


# --- statements -----------------------------------------------------------------------------------------------------


def find_statement(warehouse: Warehouse, given: str) -> Row:
    """The statement of the work file whose id is, or alone begins with, `given`, as staging.statements has it."""
    ids = [str(row["statement_id"]) for row in warehouse.rows("select statement_id from mined.statements order by 1")]
    statement_id = match_id(given, ids, "statement")
    return warehouse.rows("from staging.statements where statement_id = $id", {"id": statement_id})[0]


# --- themes ---------------------------------------------------------------------------------------------------------


def list_themes(snapshot: Warehouse, words: Sequence[str] = (), *, with_ended: bool = False) -> list[Row]:
    """Themes by size, whole rows; of these the ones that hold all `words` in their names, keywords, area or id."""
    return snapshot.rows(
        """
        select *
        from marts.themes
        where level = 2 and (state in ('active', 'proposed') or $with_ended)
            and list_bool_and(list_transform(
                $words::varchar[],
                lambda word: contains(
                    lower(concat_ws(' ', theme_id, label, description, area, array_to_string(keywords, ' '))),
                    lower(word)
                )
            )) is distinct from false
        order by state = 'active' desc, statement_count desc, theme_id
        """,
        {"words": list(words), "with_ended": with_ended},
    )


def find_theme(snapshot: Warehouse, given: str) -> Row:
    """The theme whose id is, or alone begins with, `given`, or the only active one whose name holds these words."""
    rows = {str(row["theme_id"]): row for row in list_themes(snapshot, with_ended=True)}
    by_name = [one for one, row in rows.items() if row["state"] == "active" and given.lower() in row["label"].lower()]
    exact = [one for one in by_name if rows[one]["label"].lower() == given.lower()]
    for found in (exact, by_name):
        if len(found) == 1 and given:
            return rows[found[0]]
    return rows[match_id(given, sorted(rows), "theme")]


def find_said(snapshot: Warehouse, given: str) -> str:
    """The id of the published statement that is, or alone begins with, `given`."""
    rows = snapshot.rows("select distinct statement_id from marts.evidence order by statement_id")
    return match_id(given, [str(row["statement_id"]) for row in rows], "statement")


# --- the state of things --------------------------------------------------------------------------------------------


# By the number of the run, whatever the clock said: ids of a million runs and more have a digit more.
_NEWEST_FIRST = "length(run_id) desc, run_id desc"


def published_run(snapshot: Warehouse) -> Row:
    """The run that made the snapshot."""
    return snapshot.rows(f"from marts.runs order by {_NEWEST_FIRST} limit 1")[0]


def speaking_run(snapshot: Warehouse) -> Run:
    """The same as a record: which run, and the instant that it speaks for."""
    row = published_run(snapshot)
    return Run(row["run_id"], row["as_of"].replace(tzinfo=UTC))


def read_sources(snapshot: Warehouse) -> list[Row]:
    return snapshot.rows("from marts.sources_status order by source")


def unmet_checks(snapshot: Warehouse) -> list[Row]:
    return snapshot.rows("from marts.quality_report where not is_met order by severity, suite, name")


def last_runs(warehouse: Warehouse, limit: int) -> list[Row]:
    """The last runs, newest first; from the work file or from a snapshot."""
    table = "audit.runs" if warehouse.path.name == WORK_FILE else "marts.runs"
    return warehouse.rows(
        f"select run_id, as_of, started_at, ended_at, state, stage, error from {table} "
        f"order by {_NEWEST_FIRST} limit $limit",
        {"limit": limit},
    )


def read_status(settings: Settings) -> dict[str, Any]:
    """All that `insight status` says: snapshot, sources, last runs, quarantine, and notes for a person.

    While a run is at work, the runs are those that the snapshot knows.
    """
    state: dict[str, Any] = {"snapshot": None, "sources": [], "runs": [], "unmet_checks": [], "quarantine": []}
    state |= {"snapshots": publish.list_snapshots(settings.data), "notes": []}
    folder = publish.current_snapshot(settings.data)
    if folder is not None:
        with open_current(settings) as snapshot:
            run = published_run(snapshot)
            state["snapshot"] = {
                "run_id": run["run_id"],
                "as_of": run["as_of"],
                "path": folder,
                "counts": _counts(snapshot),
            }
            state |= {"sources": read_sources(snapshot), "unmet_checks": unmet_checks(snapshot)}
            state["runs"] = last_runs(snapshot, RUNS_SHOWN)
    try:
        with open_idle_work_file(settings) as warehouse:
            state |= {"runs": last_runs(warehouse, RUNS_SHOWN), "quarantine": waiting_reasons(warehouse)}
    except (Busy, WarehouseError) as error:
        state["notes"].append(str(error))
    waiting = sum(row["row_count"] for row in state["quarantine"])
    if waiting:
        waits = "row waits" if waiting == 1 else "rows wait"
        state["notes"].append(f"{waiting:,} {waits} in quarantine: insight quarantine")
    if folder is not None and state["snapshots"] and folder.name != state["snapshots"][-1]:
        state["notes"].append(f"rolled back: the newest snapshot is {state['snapshots'][-1]}")
    return state


def _counts(snapshot: Warehouse) -> dict[str, int]:
    return {
        "ideas": count_ideas(snapshot),
        "themes": int(snapshot.value("select count(*) from marts.themes where level = 2 and state = 'active'")),
        "statements in evidence": int(snapshot.value("select count(distinct statement_id) from marts.evidence")),
    }


# --- quarantine -----------------------------------------------------------------------------------------------------


def waiting_rows(warehouse: Warehouse, limit: int) -> list[Row]:
    """Rows that wait in quarantine, by source, file and line, without their bytes."""
    return warehouse.rows(
        "select quarantine_id, source, file, line, reason, detail, first_run_id, last_run_id from audit.quarantine "
        "where state = 'waiting' order by source, file, line, quarantine_id limit $limit",
        {"limit": limit},
    )


def waiting_reasons(warehouse: Warehouse) -> list[Row]:
    """How many rows wait, by source and reason."""
    return warehouse.rows(
        "select source, reason, count(*) as row_count from audit.quarantine where state = 'waiting' "
        "group by source, reason order by row_count desc, source, reason"
    )


def find_quarantined(warehouse: Warehouse, given: str) -> Row:
    """One row of the quarantine with its bytes (redacted), whether it still waits or not."""
    ids = [str(row["quarantine_id"]) for row in warehouse.rows("select quarantine_id from audit.quarantine")]
    return warehouse.rows(
        "from audit.quarantine where quarantine_id = $id", {"id": match_id(given, ids, "quarantined row")}
    )[0]


# --- for programs ---------------------------------------------------------------------------------------------------


def to_json(value: object) -> str:
    """Write rows as JSON: times in UTC with their Z, money as numbers, bytes as text."""
    return json.dumps(value, default=_as_json, ensure_ascii=False, indent=2)


def unpack(idea: Row) -> Row:
    """The idea with its JSON columns as lists and objects."""
    return {name: json.loads(value) if name in JSON_COLUMNS and value else value for name, value in idea.items()}


def _as_json(value: object) -> object:
    match value:
        case datetime():
            return f"{value.replace(tzinfo=None).isoformat()}Z"
        case Decimal():
            return float(value)
        case bytes():
            return value.decode("utf-8", "replace")
        case _:
            return str(value)


# --- ids ------------------------------------------------------------------------------------------------------------


def match_word(given: str, known: Iterable[str]) -> str:
    """The word of `known` that is, or alone begins with, `given`."""
    words = list(known)
    found = [word for word in words if word == given] or [word for word in words if given and word.startswith(given)]
    if len(found) != 1:
        raise ContractError(f"'{given}' is none of: {', '.join(words)}")
    return found[0]


def match_id(given: str, known: Sequence[str], what: str) -> str:
    """The only id of `known` that is, or begins with, `given`; with or without its prefix (`idea_`)."""
    if given in known:
        return given
    found = [one for one in sorted(known) if one.startswith(given) or one.partition("_")[2].startswith(given)]
    if given and len(found) == 1:
        return found[0]
    if given and found:
        shown = ", ".join(found[:MATCHES_NAMED]) + (", ..." if len(found) > MATCHES_NAMED else "")
        raise ContractError(f"'{given}' is the beginning of {len(found)} ids: {shown}")
    near = difflib.get_close_matches(given, known, n=1, cutoff=0.0)
    raise ContractError(f"there is no {what} '{given}'" + (f"; the nearest is {near[0]}" if near else ""))
