"""Rows of raw and mined tables, made up from a seed: enough to build every mart, at any size."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

Rows = dict[str, list[dict[str, Any]]]

FIRST = datetime(2023, 1, 2)
DAYS = 540
AS_OF = FIRST + timedelta(days=DAYS)
SAYINGS = (
    "The export of invoices stops half way through and nothing is written to disk 🙈",
    "Please let us sort the list by date, we do it by hand every single morning.",
    "Logging in with the company account fails",
    "El calendario no se sincroniza con el teléfono desde la última versión, y es cada día",
)


def make_rows(feedback_count: int, *, theme_count: int, seed: int = 1) -> Rows:
    """Make feedback with two messages each, about five statements, themes in five areas, and one idea a theme."""
    random = Random(seed)
    rows: Rows = {name: [] for name in TABLES}
    _make_themes(rows, theme_count, random)
    for number in range(feedback_count):
        feedback = _make_feedback(number, feedback_count, random)
        rows["raw.feedback"].append(feedback)
        for position in range(2):
            _make_message(rows, feedback, position, theme_count, random)
    rows["audit.loads"].append(
        dict(run_id="run_1", source="desk", file="a.csv", batch=0, read_count=feedback_count,
             stored_count=feedback_count, unchanged_count=0, quarantined_count=0, feedback_total=feedback_count)
    )  # fmt: skip
    return rows


TABLES = (
    "raw.feedback", "raw.messages", "raw.accounts", "mined.messages", "mined.statements", "mined.themes",
    "mined.theme_members", "mined.theme_lineage", "mined.duplicates", "mined.ideas", "mined.idea_evidence",
    "audit.loads",
)  # fmt: skip


def _make_themes(rows: Rows, theme_count: int, random: Random) -> None:
    for area in range(5):
        rows["mined.themes"].append(_theme(f"th_area{area}", 1, None, f"Area {area}"))
    for number in range(theme_count):
        theme_id = f"th_{number:04}"
        rows["mined.themes"].append(_theme(theme_id, 2, f"th_area{number % 5}", f"Problem {number}"))
        rows["mined.ideas"].append(
            dict(idea_id=f"idea_{number:04}", theme_id=theme_id, title=f"Fix problem {number}",
                 problem_statement="People wait", idea_kind="fix", created_run_id="run_1")
        )  # fmt: skip
        rows["mined.theme_lineage"].append(
            dict(event_id=f"ev_{number:04}", at=FIRST, op="created", from_ids=[], to_ids=[theme_id], actor="run",
                 reason="new", statements_moved=1, run_id="run_1")
        )  # fmt: skip
    for number in range(200):
        for year in range(2):
            rows["raw.accounts"].append(
                dict(account_id=f"acc_{number:03}", valid_from=FIRST + timedelta(days=300 * year), currency="EUR",
                     plan=random.choice(["free", "pro", "team"]), revenue=f"{random.randrange(0, 900_000) / 100:.2f}",
                     segment=random.choice(["small", "large", None]))
            )  # fmt: skip


def _theme(theme_id: str, level: int, parent_id: str | None, label: str) -> dict[str, Any]:
    return dict(
        theme_id=theme_id, level=level, parent_id=parent_id, label=label, label_source="grammar", description=label,
        keywords=["word"], state="active", created_run_id="run_1", is_pinned=False, is_noise=False, statement_count=0,
    )  # fmt: skip


def _make_feedback(number: int, feedback_count: int, random: Random) -> dict[str, Any]:
    created_at = FIRST + timedelta(seconds=random.randrange(DAYS * 86_400))
    source = random.choice(["desk", "desk", "store"])
    customer = random.randrange(feedback_count // 2 + 1)
    return dict(
        feedback_id=f"f_{number:06}", source=source, source_id=str(number), feedback_kind="ticket",
        created_at=created_at if random.random() > 0.01 else None, updated_at=created_at,
        customer_id=None if customer % 50 == 0 else f"c_{customer:06}",
        account_id=f"acc_{customer % 200:03}" if source == "desk" else None,
        app_version=random.choice(["1.0", "1.1", "2.0", None]), device="phone",
        country=random.choice(["de", "fr", "us", "gb"]), language="en", rating=None,
        flags=[], file="a.csv", line=number, content_hash=f"h_{number}", landed_run_id="run_1",
    )  # fmt: skip


def _make_message(rows: Rows, feedback: dict[str, Any], position: int, theme_count: int, random: Random) -> None:
    number, feedback_id = feedback["line"], feedback["feedback_id"]
    message_id = f"m_{number:06}_{position}"
    text = " ".join(random.sample(SAYINGS, random.randint(1, 4)))
    rows["raw.messages"].append(
        dict(message_id=message_id, feedback_id=feedback_id, position=position, key=str(position), part="body",
             author_role="customer", is_html=False, text=text)
    )  # fmt: skip
    rows["mined.messages"].append(
        dict(message_id=message_id, feedback_id=feedback_id, text_hash="t", reader_hash="r", language="en",
             state="mined", run_id="run_1")
    )  # fmt: skip
    for saying in SAYINGS:
        start = text.find(saying)
        if start >= 0:
            _make_statement(rows, feedback_id, message_id, start, saying, theme_count, random)


def _make_statement(
    rows: Rows, feedback_id: str, message_id: str, start: int, text: str, theme_count: int, random: Random
) -> None:
    statement_id = f"st_{message_id}_{start:03}"
    kind = random.choices(["pain", "request", "praise", "question", "other"], [5, 3, 1, 1, 1])[0]
    rows["mined.statements"].append(
        dict(statement_id=statement_id, message_id=message_id, feedback_id=feedback_id, char_start=start,
             char_end=start + len(text), text=text, clean=text, text_hash="t",
             language=random.choice(["en", "en", "es"]), kind=kind, kind_confidence=random.uniform(0.5, 1),
             kinds=[kind], is_specific=True,
             pain_type=random.choice(["bug", "usability"]), severity=random.choice([None, 1, 2, 3, 4, 5]),
             sentiment=random.uniform(-1, 1), has_churn_language=random.random() < 0.1,
             workaround=random.choice([None, "by hand"]), gist_is_negated=False)
    )  # fmt: skip
    if kind not in ("pain", "request", "praise"):
        return
    theme = int(theme_count * random.random() ** 2)
    is_clear = random.random() > 0.1
    rows["mined.theme_members"].append(
        dict(statement_id=statement_id, theme_id=f"th_{theme:04}" if is_clear else None, similarity=random.random(),
             method="topic")
    )  # fmt: skip
    if is_clear:
        stance = "opposes" if kind == "praise" else "supports"
        rows["mined.idea_evidence"].append(dict(idea_id=f"idea_{theme:04}", statement_id=statement_id, stance=stance))
    sibling = rows["mined.statements"][-2]["statement_id"] if len(rows["mined.statements"]) > 1 else ""
    if sibling.startswith(f"st_{message_id}") and random.random() < 0.1 and not _is_repeated(rows, sibling):
        rows["mined.duplicates"].append(dict(statement_id=statement_id, duplicate_of=sibling))


def _is_repeated(rows: Rows, statement_id: str) -> bool:
    return bool(rows["mined.duplicates"]) and rows["mined.duplicates"][-1]["statement_id"] == statement_id
