"""What a template wrote is set aside over all that was ever said, and comes back when it turns out to be none."""

from __future__ import annotations

from pathlib import Path

from insight import pipeline
from insight.config import load_settings

SETTINGS = """
product = "Parcelo"
workers = 1
[sources.desk]
preset = "tickets"
path = "desk-*.csv"
"""
FOOTER = "The message was sent by the broken contact form"
THINGS = ("calendar", "invoice list", "weekly report", "shared folder", "password page")
FAULTS = ("crashes when I open it", "does not load any more", "shows the wrong dates", "loses my changes", "is blank")


def write(root: Path, name: str, numbers: range) -> None:
    bodies = [f"The {THINGS[at % 5]} {FAULTS[at // 5]}.\n{FOOTER}" for at in numbers]
    lines = [f'{at},Ticket {at},"{body}",2026-05-01' for at, body in zip(numbers, bodies, strict=True)]
    content = "\n".join(["id,subject,description,created_at", *lines])
    root.joinpath(f"desk-{name}.csv").write_text(content, encoding="utf-8")


def mine(root: Path) -> list[tuple[int, bool]]:
    """Mine what is there; return how many footers and other statements there are, and whether all are specific."""
    settings = load_settings(root / "insight.toml")
    with pipeline.hold_run(settings) as run, pipeline.join_run(settings, run) as session:
        pipeline.ingest(session)
        pipeline.find_statements(session)
        return [
            (row["count"], row["is_specific"])
            for row in session.warehouse.rows(
                "select count(*) as count, bool_and(is_specific) as is_specific from mined.statements "
                "join staging.customer_messages using (message_id) where part = 'body' "
                f"group by statements.text = '{FOOTER}' order by statements.text = '{FOOTER}' desc"
            )
        ]


def test_what_a_template_writes_is_set_aside_however_the_messages_come(tmp_path: Path) -> None:
    tmp_path.joinpath("insight.toml").write_text(SETTINGS, encoding="utf-8")
    write(tmp_path, "a", range(15))
    assert mine(tmp_path) == [(15, True), (15, True)]
    write(tmp_path, "b", range(15, 24))
    assert mine(tmp_path) == [(24, False), (24, True)]
