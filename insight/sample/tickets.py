"""Tickets in the shape of a Zendesk export: one JSON object a line, one file a month, comments by customers and agents.

In go the intents; out come files and what was told in them, so that other channels can repeat it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from itertools import chain
from pathlib import Path
from random import Random
from typing import Any

from insight.sample.comments import SUPPORT, Comments, stamp
from insight.sample.messages import Paragraph, dress, say_core
from insight.sample.people import Crowd, Person
from insight.sample.personal import PersonalKind
from insight.sample.phrases import PlantedTheme
from insight.sample.plan import Intent, find_leading, later
from insight.sample.scenes import draw_scene
from insight.sample.truth import TICKETS as SOURCE
from insight.sample.truth import DuplicateTruth, Truth
from insight.sample.wording import Piece, Speaker, Wording

_CHANNELS = {"email": 50, "web": 26, "mobile_sdk": 14, "chat": 10}
_STATUSES = {1: ("new", "open", "closed"), 2: ("pending", "solved", "closed"), 3: ("open", "solved", "closed")}
_FORWARD_NOTES = (
    "Forwarding this in case it got lost.", "See my mail below, no answer yet.", "Once more:", "Did you get this?",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody told in the first message of a ticket, for them to repeat elsewhere."""

    source_id: str
    person: Person
    at: datetime
    title: Piece
    paragraphs: tuple[Paragraph, ...]
    statements: tuple[Piece, ...]

    @property
    def reference(self) -> str:
        return f"{SOURCE}:{self.source_id}"


class TicketDesk:
    """Writes tickets one after the other; remembers what was told."""

    def __init__(self, crowd: Crowd, wording: Wording, truth: Truth, rng: Random) -> None:
        self.told: list[Told] = []
        self._crowd, self._wording, self._truth, self._rng = crowd, wording, truth, rng
        self._ticket_number = 48_201
        self._comments = Comments(wording, truth, rng)

    def write(self, folder: Path, intents: list[Intent]) -> None:
        """Write all tickets, each into the file of its month."""
        folder.mkdir(parents=True, exist_ok=True)
        months: dict[str, list[str]] = {}
        for intent in intents:
            line = json.dumps(self._make(intent), ensure_ascii=False)
            months.setdefault(f"{intent.at:%Y-%m}", []).append(line)
        for month, lines in months.items():
            (folder / f"{month}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")

    def _make(self, intent: Intent) -> dict[str, Any]:
        self._ticket_number += self._rng.randint(1, 4)
        first = self._find_first_telling(intent) if intent.form == "repeat" else None
        return self._repeat(intent, first) if first else self._tell(intent)

    def _tell(self, intent: Intent) -> dict[str, Any]:
        rng, wording = self._rng, self._wording
        theme = find_leading(intent, wording.phrases)
        person = (
            self._crowd.loud
            if intent.form == "loud"
            else self._crowd.draw(rng, intent.language, theme.plans if theme else ())
        )
        speaker = Speaker(person, draw_scene(rng, intent.at, SOURCE, theme), intent.language)
        channel = rng.choices(list(_CHANNELS), list(_CHANNELS.values()))[0]
        title = self._title(intent, theme, speaker)
        core = say_core(wording, intent, speaker, rng)
        plain = intent.form in ("same_words", "noise")
        paragraphs = core if plain else dress(wording, core, intent, speaker, rng, is_mail=channel == "email")
        ticket = self._open(intent.at, speaker, channel, title, paragraphs)
        self._converse(ticket, speaker, theme, intent)
        self._note_group(intent, ticket)
        if intent.form == "single" and intent.language == "en":
            statements = tuple(piece for paragraph in core for piece in paragraph if piece.theme)
            self.told.append(Told(str(ticket["id"]), person, intent.at, title, tuple(paragraphs), statements))
        return ticket

    def _title(self, intent: Intent, theme: PlantedTheme | None, speaker: Speaker) -> Piece:
        if speaker.language != "en":
            return self._wording.common("titles", speaker)
        if intent.form == "noise":
            noise = self._wording.phrases.common["noise"]
            return Piece(self._wording.fill(self._rng.choice(noise["titles"]), speaker), "other", noise["key"])
        is_named = theme is not None and intent.form in ("single", "loud", "two") and self._rng.random() < 0.62
        return (
            self._wording.headline(theme, speaker)
            if theme and is_named
            else self._wording.common("titles_generic", speaker)
        )

    def _find_first_telling(self, intent: Intent) -> Told | None:
        """Find something that was told lately, for the same person to tell again."""
        recent = [told for told in self.told if timedelta(0) < intent.at - told.at < timedelta(days=12)]
        return self._rng.choice(recent) if recent else None

    def _repeat(self, intent: Intent, first: Told) -> dict[str, Any]:
        """Let a person send the same again, or forward it with a line on top."""
        rng = self._rng
        speaker = Speaker(first.person, draw_scene(rng, intent.at, SOURCE), "en")
        paragraphs = list(first.paragraphs)
        title = first.title
        if rng.random() < 0.5:
            title, paragraphs = _forward(first, rng)
        ticket = self._open(intent.at, speaker, "email", title, paragraphs, duplicate_of=first.reference)
        for source_id in (first.source_id, str(ticket["id"])):
            self._truth.duplicates.append(
                DuplicateTruth(f"retold-{first.source_id}", "same_person", "one", SOURCE, source_id)
            )
        return ticket

    def _open(
        self,
        at: datetime,
        speaker: Speaker,
        channel: str,
        title: Piece,
        paragraphs: list[Paragraph],
        duplicate_of: str | None = None,
    ) -> dict[str, Any]:
        """Open a ticket with its first comment."""
        person = speaker.person
        assert person is not None
        number = self._ticket_number
        self._truth.add_message((SOURCE, str(number), "title"), [title], at, person, duplicate_of)
        comment = self._comments.open(number, at, speaker, paragraphs, duplicate_of)
        ticket: dict[str, Any] = {
            "id": number,
            "url": f"https://harbor.zendesk.example/api/v2/tickets/{number}.json",
            "created_at": stamp(at),
            "updated_at": stamp(at),
            "subject": title.text,
            "raw_subject": title.text,
            "description": comment["plain_body"],
            "status": "new",
            "priority": self._rng.choices((None, "low", "normal", "high", "urgent"), (40, 8, 36, 12, 4))[0],
            "tags": self._tags(channel, paragraphs),
            "requester_id": person.person_id,
            "requester": {
                "id": person.person_id,
                "name": person.name,
                "email": person.email,
                "locale": person.language,
            },
            "organization_id": person.account.account_id if person.account else None,
            "via": {
                "channel": channel,
                "source": {"from": {"name": person.name, "address": person.email} if channel == "email" else {}},
            },
            "comments": [comment],
        }
        return ticket

    def _tags(self, channel: str, paragraphs: list[Paragraph]) -> list[str]:
        """Tag as agents do: the channel, often an area, sometimes a wrong one."""
        themes = self._wording.phrases.themes
        keys = (piece.theme for piece in chain.from_iterable(paragraphs) if piece.theme)
        areas = [themes[key].area for key in keys if key in themes]
        tags = [channel]
        if areas and self._rng.random() < 0.6:
            every = sorted({theme.area for theme in themes.values()})
            area = areas[0] if self._rng.random() < 0.85 else self._rng.choice(every)
            tags.append(area.lower().replace(" ", "_"))
        return tags + [tag for tag in ("vip", "escalated", "sla_missed") if self._rng.random() < 0.03]

    def _converse(self, ticket: dict[str, Any], speaker: Speaker, theme: PlantedTheme | None, intent: Intent) -> None:
        """Let agents answer and customers write back."""
        rng = self._rng
        at = intent.at
        for turn in range(rng.choices((0, 1, 2, 3), (24, 40, 28, 8))[0]):
            at = later(at, rng, 40)
            if turn % 2 == 0:
                comment = self._comments.answer(ticket["id"], at, speaker, theme)
            else:
                more = theme if intent.form == "single" else None
                comment = self._comments.write_back(ticket, at, speaker, more)
            ticket["comments"].append(comment)
            ticket["updated_at"] = comment["created_at"]
        ticket["status"] = rng.choice(_STATUSES[min(3, len(ticket["comments"]))])

    def _note_group(self, intent: Intent, ticket: dict[str, Any]) -> None:
        if intent.form == "same_words":
            group = DuplicateTruth(f"same-words-{intent.themes[0]}", "same_words", "each", SOURCE, str(ticket["id"]))
            self._truth.duplicates.append(group)
        elif intent.form == "noise":
            self._truth.duplicates.append(DuplicateTruth("otter-campaign", "noise", "none", SOURCE, str(ticket["id"])))


def _forward(first: Told, rng: Random) -> tuple[Piece, list[Paragraph]]:
    """Put a line and a forwarded header above what was told."""
    sender, sent_on = first.person, format_datetime(first.at)[:16]
    header = (
        f"---------- Forwarded message ---------\nFrom: {sender.name} <{sender.email}>\n"
        f"Date: {sent_on} at {first.at:%H:%M}\nSubject: {first.title.text}\nTo: <{SUPPORT}>"
    )
    note = rng.choice(_FORWARD_NOTES)
    items: tuple[tuple[PersonalKind, str], ...] = (("name", sender.name), ("email", sender.email))
    return Piece(f"Fwd: {first.title.text}"), [(Piece(note),), (Piece(header, items=items),), *first.paragraphs]
