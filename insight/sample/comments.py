"""Comments of a ticket: the customer's, the agents' and what is quoted between them.

In go pieces; out come comments as a help desk exports them, their truth noted.
"""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime
from itertools import chain
from random import Random
from typing import Any

from insight.sample.messages import Paragraph, as_html, say_all, sign
from insight.sample.people import Person
from insight.sample.personal import PersonalKind
from insight.sample.phrases import PlantedTheme
from insight.sample.truth import TICKETS, Truth
from insight.sample.wording import Piece, Speaker, Wording

SUPPORT = "support@harbor.example"

_AGENT_NAMES = ("Marisol", "Tobias", "Svenja", "Dariusz", "Annika", "Femi")
_AGENTS = tuple((370_000_000_101 + 7 * n, name) for n, name in enumerate(_AGENT_NAMES))


def stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


class Comments:
    """Writes comments one after the other; counts their numbers."""

    def __init__(self, wording: Wording, truth: Truth, rng: Random) -> None:
        self._wording, self._truth, self._rng = wording, truth, rng
        self._number = 17_400_000_000_201

    def answer(self, ticket_id: int, at: datetime, speaker: Speaker, theme: PlantedTheme | None) -> dict[str, Any]:
        """Let an agent answer, with the customer's name and the words of their problem."""
        assert speaker.person is not None
        bank, rng = self._wording.phrases.common, self._rng
        agent_id, agent = rng.choice(_AGENTS)
        first_name = speaker.person.first_name
        hello = Piece(
            self._wording.fill(rng.choice(bank["agent_open"]), speaker, first_name=first_name),
            items=(("name", first_name),),
        )
        is_request = theme is not None and theme.kind == "request"
        ways = bank["agent_body_request" if is_request else "agent_body"]
        body = Piece(self._wording.fill(rng.choice(ways), speaker, noun=theme.noun if theme else "your request"))
        close = Piece(self._wording.fill(rng.choice(bank["agent_close"]), speaker, agent=agent))
        author = {"id": agent_id, "name": agent, "email": SUPPORT, "role": "agent"}
        return self._record(ticket_id, at, speaker.person, [(hello,), (body,), (close,)], author=author)

    def write_back(
        self, ticket: dict[str, Any], at: datetime, speaker: Speaker, theme: PlantedTheme | None
    ) -> dict[str, Any]:
        """Write a customer's second message: short, sometimes with more of the problem, often above a quote."""
        assert speaker.person is not None
        rng = self._rng
        pieces = [self._wording.common("follow_ups" if speaker.language == "en" else "thanks", speaker)]
        if theme and speaker.language == "en" and rng.random() < 0.4:
            pieces.append(self._wording.state(theme, speaker))
        is_mail = ticket["via"]["channel"] == "email"
        paragraphs: list[Paragraph] = [tuple(pieces), *sign(speaker, rng, is_mail=is_mail)]
        if is_mail and rng.random() < 0.6:
            before = ticket["comments"][-1]["plain_body"].split("\n")
            quoted = "\n".join(f"> {line}".rstrip() for line in before)
            first_name = speaker.person.first_name
            items: tuple[tuple[PersonalKind, str], ...] = (("name", first_name),) if first_name in quoted else ()
            sent_on = format_datetime(at)[:16]
            paragraphs.append((Piece(f"On {sent_on} at {at:%H:%M}, Harbor Support <{SUPPORT}> wrote:"),))
            paragraphs.append((Piece(quoted, items=items),))
        return self.open(ticket["id"], at, speaker, paragraphs)

    def open(
        self,
        ticket_id: int,
        at: datetime,
        speaker: Speaker,
        paragraphs: list[Paragraph],
        duplicate_of: str | None = None,
    ) -> dict[str, Any]:
        """Write a customer's comment."""
        person = speaker.person
        assert person is not None
        author = {"id": person.person_id, "name": person.name, "email": person.email, "role": "end-user"}
        return self._record(ticket_id, at, person, paragraphs, author=author, duplicate_of=duplicate_of)

    def _record(
        self,
        ticket_id: int,
        at: datetime,
        requester: Person,
        paragraphs: list[Paragraph],
        *,
        author: dict[str, Any],
        duplicate_of: str | None = None,
    ) -> dict[str, Any]:
        """Note a comment's truth and return the comment."""
        self._number += self._rng.randint(2, 40)
        number = self._number
        self._truth.add_message(
            (TICKETS, str(ticket_id), str(number)), chain.from_iterable(paragraphs), at, requester, duplicate_of
        )
        text = say_all(paragraphs)
        return {
            "id": number,
            "type": "Comment",
            "author_id": author["id"],
            "author": author,
            "body": text,
            "html_body": as_html(text),
            "plain_body": text,
            "public": True,
            "created_at": stamp(at),
        }
