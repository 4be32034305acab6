"""Feedback in any number: real tickets first, then resampled ones that no cache has seen.

In goes a folder, a range of numbers and a seed; out come a settings file and CSV files that `insight` reads. Numbers up
to the size of the public set are its tickets as they are, in a fixed random order; higher ones are copies of those with
new ids, customers and minutes, in which one word in eight is exchanged for another that this very set has after the
same word: grammar and topics stay, three sentences of four are new, and the short ones recur as they do in life. The
same number and seed give the same ticket. Without the public set (Thunderbird's support forum, below INSIGHT_DATA) the
bundled sample's tickets are resampled, and said so.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import TextIO

from benchmarks.main_job import DATA, prepare

EXCHANGED = 1 / 8  # of the words of a copy
MOST_FOLLOWERS = 200  # words that are remembered after another
COPY_IDS = 10_000_000  # ids of the first round of copies begin here
TICKETS = ("id", "created", "updated", "title", "content", "tags", "product", "topic", "locale", "requester",
           "is_solved", "is_spam")  # fmt: skip
REPLIES = ("id", "ticket_id", "created", "content", "author", "author_role")
FORMAT = "%Y-%m-%d %H:%M:%S %z"

Row = Mapping[str, str]


@dataclass(frozen=True)
class Base:
    """The tickets that are resampled: real ones where they are there."""

    name: str
    tickets: Sequence[Row]
    replies: Mapping[str, Sequence[Row]] = field(default_factory=dict)  # by id of their ticket

    def __len__(self) -> int:
        return len(self.tickets)

    @cached_property
    def followers(self) -> Mapping[str, Sequence[str]]:
        """Which words stand after a word in the titles and texts."""
        after: dict[str, list[str]] = {}
        for text in (text for row in self.tickets for text in (row["title"], row["content"])):
            words = text.split(" ")
            for word, follower in pairwise(words):
                if _is_word(follower):
                    known = after.setdefault(word.lower(), [])
                    if len(known) < MOST_FOLLOWERS:
                        known.append(follower)
        return {word: known for word, known in after.items() if len(set(known)) > 1}


def read_base() -> Base:
    """Read the public tickets, or else those of the bundled sample, in a fixed random order."""
    folder = DATA / "thunderbird"
    if not folder.is_dir():
        return Base("the bundled sample's tickets", _shuffled(_sample_tickets()))
    tickets = [row for path in sorted(folder.glob("tickets-*.csv.gz")) for row in _read(path)]
    replies: dict[str, list[Row]] = {}
    for path in sorted(folder.glob("replies-*.csv.gz")):
        for row in _read(path):
            replies.setdefault(row["ticket_id"], []).append(row)
    return Base("Thunderbird's support forum", _shuffled(tickets), replies)


def write_settings(folder: Path) -> Path:
    """Write the settings file of docs/sources.md, for tickets that lie in the folder itself."""
    path = prepare("thunderbird", folder)
    text = re.sub(r'path = ".*/(tickets|replies)-\*\.csv\.gz"', r'path = "\1-*.csv"', path.read_text(encoding="utf-8"))
    path.write_text(text, encoding="utf-8")
    return path


def write_tickets(base: Base, folder: Path, first: int, last: int, *, seed: int = 1) -> int:
    """Write tickets number `first` up to, and not with, `last` into files of their own; return how many bytes."""
    paths = [folder / f"{name}-{first:08}.csv" for name in ("tickets", "replies")]
    with (
        paths[0].open("w", encoding="utf-8", newline="") as tickets,
        paths[1].open("w", encoding="utf-8", newline="") as replies,
    ):
        write_ticket, write_reply = _writer(tickets, TICKETS), _writer(replies, REPLIES)
        for ticket, answers in draw_tickets(base, first, last, seed=seed):
            write_ticket.writerow(ticket)
            write_reply.writerows(answers)
    return sum(path.stat().st_size for path in paths)


def draw_tickets(base: Base, first: int, last: int, *, seed: int = 1) -> Iterator[tuple[Row, Sequence[Row]]]:
    """Draw tickets by number, each with its replies."""
    for number in range(first, last):
        turn, place = divmod(number, len(base))
        ticket = base.tickets[place]
        answers = base.replies.get(ticket["id"], ())
        if not turn:
            yield ticket, answers
            continue
        chance = Random(f"{seed} {number}")
        yield _copy_ticket(base, ticket, turn, chance), [_copy_reply(base, one, turn, chance) for one in answers]


def _copy_ticket(base: Base, ticket: Row, turn: int, chance: Random) -> Row:
    created = _as_time(ticket["created"]) + timedelta(minutes=chance.randrange(-600, 600))
    updated = max(_as_time(ticket["updated"] or ticket["created"]), created)
    return {
        **ticket,
        "id": _copy_id(ticket["id"], turn),
        "created": created.strftime(FORMAT),
        "updated": updated.strftime(FORMAT),
        "title": exchange_words(ticket["title"], base.followers, chance),
        "content": exchange_words(ticket["content"], base.followers, chance),
        "requester": f"{ticket['requester']}_{turn}",
    }


def _copy_reply(base: Base, reply: Row, turn: int, chance: Random) -> Row:
    return {
        **reply,
        "id": _copy_id(reply["id"], turn),
        "ticket_id": _copy_id(reply["ticket_id"], turn),
        "content": exchange_words(reply["content"], base.followers, chance),
        "author": f"{reply['author']}_{turn}",
    }


def _as_time(stamp: str) -> datetime:
    return datetime.fromisoformat(stamp.replace(" +", "+"))


def _copy_id(original: str, turn: int) -> str:
    return str(COPY_IDS * turn + int(original))


def exchange_words(text: str, after: Mapping[str, Sequence[str]], chance: Random) -> str:
    """Exchange words for others that follow the same word elsewhere; tags, numbers and addresses stay as they are."""
    words = text.split(" ")
    places = [at for at in range(1, len(words)) if _is_word(words[at]) and words[at - 1].lower() in after]
    chosen = chance.sample(places, min(len(places), max(1, round(EXCHANGED * len(words)))))
    exchanged = {at: chance.choice(after[words[at - 1].lower()]) for at in chosen}
    return " ".join(exchanged.get(at, word) for at, word in enumerate(words))


def _is_word(token: str) -> bool:
    return len(token) > 2 and token.isalpha()


def _shuffled(tickets: Iterable[Row]) -> Sequence[Row]:
    found = sorted(tickets, key=lambda row: int(row["id"]))
    Random("order").shuffle(found)
    return found


def _sample_tickets() -> Iterator[Row]:
    """The bundled sample's tickets in the columns of the public set; what is said there in comments is left out."""
    from insight.sample import write_sample

    with tempfile.TemporaryDirectory() as folder:
        root = write_sample(Path(folder)).settings.parent
        for path in sorted((root / "tickets").glob("*.jsonl")):
            for line in path.read_text(encoding="utf-8").splitlines():
                ticket = json.loads(line)
                created = datetime.fromisoformat(ticket["created_at"].replace("Z", "+00:00")).strftime(FORMAT)
                yield dict.fromkeys(TICKETS, "") | {
                    "id": str(ticket["id"]),
                    "created": created,
                    "updated": created,
                    "title": ticket["subject"] or "",
                    "content": ticket["description"] or "",
                    "requester": str(ticket["requester_id"]),
                    "locale": "en-US",
                }


def _read(path: Path) -> Iterator[Row]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _writer(file: TextIO, columns: Sequence[str]) -> csv.DictWriter[str]:
    writer = csv.DictWriter(file, columns)
    writer.writeheader()
    return writer
