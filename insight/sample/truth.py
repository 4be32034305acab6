"""What was planted, for measuring the pipeline, which never reads it.

In go the pieces as they were written; out come `statements.jsonl`, `personal.jsonl`, `duplicates.jsonl` and
`themes.json` in a folder of their own.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from insight.records import Kind, Stance
from insight.sample.people import Person
from insight.sample.personal import PersonalKind
from insight.sample.phrases import Phrases
from insight.sample.wording import Piece

# The sources of the sample, by their names in its settings file.
TICKETS = "tickets"
REVIEWS = "reviews"
NPS = "nps"


@dataclass(frozen=True, slots=True)
class StatementTruth:
    """One planted statement.

    `text` stands in the message as it is here; `message` is the comment's id, "title" or "body".
    """

    source: str
    source_id: str
    message: str
    theme: str | None
    kind: Kind
    text: str
    problem: int | None
    language: str
    stance: Stance
    severity: int | None
    is_specific: bool
    is_workaround: bool
    has_churn_language: bool
    said_at: str
    customer: str | None  # the source's own id; None for a review
    account: str | None
    duplicate_of: str | None = None  # "source:source_id" of the same person's first telling


@dataclass(frozen=True, slots=True)
class PersonalTruth:
    """One planted personal detail, as it stands in the message (or in the mark-up that it was made from)."""

    source: str
    source_id: str
    message: str
    kind: PersonalKind
    text: str


@dataclass(frozen=True, slots=True)
class DuplicateTruth:
    """A member of a group of equal or near-equal texts: one vote in all, or one vote each."""

    group: str
    reason: Literal["same_person", "same_words", "noise"]
    votes: Literal["one", "each", "none"]
    source: str
    source_id: str


class Truth:
    """Collects what was planted while the sample is written."""

    def __init__(self) -> None:
        self.statements: list[StatementTruth] = []
        self.personal: list[PersonalTruth] = []
        self.duplicates: list[DuplicateTruth] = []
        self._accounts: dict[str, Person] = {}

    def add_message(
        self,
        where: tuple[str, str, str],
        pieces: Iterable[Piece],
        said_at: datetime,
        person: Person | None,
        duplicate_of: str | None = None,
    ) -> None:
        """Note the pieces of the message at (source, source_id, message key)."""
        source, source_id, message = where
        account = str(person.account.account_id) if person and person.account else None
        if person and account:
            self._accounts[account] = person
        for piece in pieces:
            self.personal += [PersonalTruth(source, source_id, message, kind, text) for kind, text in piece.items]
            if piece.kind:
                self.statements.append(
                    StatementTruth(
                        source,
                        source_id,
                        message,
                        piece.theme,
                        piece.kind,
                        piece.text,
                        piece.problem,
                        piece.language,
                        piece.stance,
                        piece.severity,
                        piece.is_specific,
                        piece.is_workaround,
                        piece.has_churn_language,
                        said_at.isoformat(),
                        str(person.person_id) if person else None,
                        account,
                        duplicate_of,
                    )
                )

    def write(self, folder: Path, phrases: Phrases) -> None:
        """Write the four files."""
        folder.mkdir(parents=True, exist_ok=True)
        tables: dict[str, Sequence[StatementTruth | PersonalTruth | DuplicateTruth]] = {
            "statements": self.statements,
            "personal": self.personal,
            "duplicates": list(dict.fromkeys(self.duplicates)),
        }
        for name, rows in tables.items():
            columns = [column.name for column in fields(rows[0])] if rows else []
            lines = (json.dumps({c: getattr(row, c) for c in columns}, ensure_ascii=False) + "\n" for row in rows)
            (folder / f"{name}.jsonl").write_text("".join(lines), encoding="utf-8", newline="\n")
        themes = json.dumps(self._describe_themes(phrases), ensure_ascii=False, indent=2)
        (folder / "themes.json").write_text(themes + "\n", encoding="utf-8", newline="\n")

    def _describe_themes(self, phrases: Phrases) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        for theme in phrases.themes.values():
            rows.append(
                {
                    "key": theme.key,
                    "area": theme.area,
                    "name": theme.name,
                    "kind": theme.kind,
                    "pain_type": theme.pain_type,
                    "severity": theme.severity,
                    "starts": theme.starts,
                    "ends": theme.ends,
                    "neighbours": theme.neighbours,
                    "is_noise": False,
                    **self._count(theme.key),
                }
            )
        noise: Mapping[str, Any] = phrases.common["noise"]
        rows.append(
            {
                "key": noise["key"],
                "area": None,
                "name": noise["name"],
                "kind": "other",
                "is_noise": True,
                **self._count(noise["key"]),
            }
        )
        return rows

    def _count(self, key: str) -> dict[str, int]:
        """Count a theme: repeats of one person once, customers by id, each review a voice of its own."""
        said = [row for row in self.statements if row.theme == key and row.duplicate_of is None]
        supporting = [row for row in said if row.stance == "supports"]
        last_at: dict[str, str] = {}
        for row in supporting:
            if row.account:
                last_at[row.account] = max(row.said_at, last_at.get(row.account, ""))
        customers = len({row.customer for row in supporting if row.customer})
        reviews = len({row.source_id for row in supporting if row.customer is None})
        return {
            "statement_count": len(supporting),
            "opposing_count": len(said) - len(supporting),
            "customer_count": customers,
            "review_count": reviews,
            "voice_count": customers + reviews,
            "account_count": len(last_at),
            "revenue_at_stake": sum(self._revenue(account, moment) for account, moment in last_at.items()),
        }

    def _revenue(self, account: str, moment: str) -> int:
        """Yearly revenue of the account as of that moment; nothing where the accounts file is silent."""
        planted = self._accounts[account].account
        return planted.at(datetime.fromisoformat(moment)).revenue if planted and planted.is_listed else 0
