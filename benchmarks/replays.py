"""Mornings that are lived again: a mined project, copied, and what trends would have been found in it on a past day.

In goes the folder of a project that was mined before; out come its alerts and trends as of any morning. The original is
never changed.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from insight import pipeline, relations
from insight.config import load_settings
from insight.records import Run
from insight.runs import Session
from insight.warehouse import Row, open_work_file


@dataclass(frozen=True)
class Morning:
    """What was known on one morning."""

    on: date
    alerts: list[Row]
    trends: dict[str, str]  # theme_id to new, rising, steady, fading or none


class Replay:
    """A mined project, copied, whose mornings can be lived again."""

    def __init__(self, settings_file: Path) -> None:
        self.settings = load_settings(settings_file)

    def live(self, on: date) -> Morning:
        """Find trends as of six in the morning of a day."""
        as_of = datetime.combine(on, time(6), UTC)
        read = relations.read_relations(relations.sql_folder())
        with open_work_file(self.settings) as warehouse:
            relations.install(warehouse, read)
            warehouse.run("delete from mined.fingerprints where stage = 'trends'")
            pipeline.find_trends(Session(self.settings, warehouse, read, Run("replay", as_of)))
            relations.set_variables(warehouse, {"min_people": 1})
            trends = warehouse.rows("select subject_id, trend from staging.subject_counts where subject_type = 'theme'")
            alerts = warehouse.rows(ALERTS)
        return Morning(on, alerts, {row["subject_id"]: row["trend"] or "none" for row in trends})

    def rows(self, sql: str) -> list[Row]:
        with open_work_file(self.settings) as warehouse:
            return warehouse.rows(sql)


ALERTS = """
select alerts.*, themes.label
from mined.alerts as alerts
join mined.themes as themes on themes.theme_id = alerts.theme_id
order by alerts.opened_at, alerts.alert_id
"""


@contextmanager
def copy_project(project: Path) -> Iterator[Replay]:
    """Copy a mined project, so that the original stays as it is."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(
            project, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("snapshots", "current", "lock")
        )
        yield Replay(Path(folder) / "insight.toml")
