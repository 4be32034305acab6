"""The bundled sample: a made-up product, Harbor (calendar, invoices, documents), and half a year of its feedback.

In go a folder and a seed; out come tickets, reviews, NPS answers, accounts, releases and a settings file, and beside
them, in `truth/`, what was planted. The same seed writes the same bytes. The pipeline never reads the truth.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from insight.sample.people import Crowd, make_crowd
from insight.sample.phrases import read_phrases
from insight.sample.plan import plan_channel
from insight.sample.releases import RELEASES
from insight.sample.reviews import write_reviews
from insight.sample.surveys import write_answers
from insight.sample.tickets import TicketDesk
from insight.sample.truth import Truth
from insight.sample.wording import Wording

TICKET_COUNT = 4_000
REVIEW_COUNT = 2_500
ANSWER_COUNT = 600


@dataclass(frozen=True, slots=True)
class SamplePaths:
    """Where the parts of a written sample are."""

    root: Path
    settings: Path
    tickets: Path  # a folder
    reviews: Path
    nps: Path
    accounts: Path
    releases: Path
    truth: Path  # a folder, for measuring only


def write_sample(folder: Path, *, seed: int = 7, scale: float = 1.0) -> SamplePaths:
    """Write the sample into `folder` and return where its parts are.

    `scale` multiplies the number of feedback and of people; every theme and every special case stays in it.
    """
    paths = write_settings(folder)
    phrases = read_phrases()
    truth = Truth()
    crowd = make_crowd(_chance(seed, "people"), scale=scale)
    plans = {
        channel: plan_channel(channel, max(60, round(count * scale)), phrases, _chance(seed, f"plan of {channel}"))
        for channel, count in (("tickets", TICKET_COUNT), ("reviews", REVIEW_COUNT), ("nps", ANSWER_COUNT))
    }
    wording = Wording(phrases, _chance(seed, "wording"))
    desk = TicketDesk(crowd, wording, truth, _chance(seed, "tickets"))
    desk.write(paths.tickets, plans["tickets"])
    write_reviews(paths.reviews, plans["reviews"], wording, truth, _chance(seed, "reviews"))
    write_answers(paths.nps, plans["nps"], desk.told, crowd, wording, truth, _chance(seed, "nps"))
    _write_accounts(paths.accounts, crowd)
    _write_table(
        paths.releases,
        ("version", "released_on", "notes"),
        ((r.version, r.released_on.isoformat(), r.notes) for r in RELEASES),
    )
    truth.write(paths.truth, phrases)
    return paths


def write_settings(folder: Path) -> SamplePaths:
    """Write the settings of the sample alone: with them a run can make ready while `write_sample` does the rest."""
    paths = _name_paths(folder)
    folder.mkdir(parents=True, exist_ok=True)
    settings = (Path(__file__).parent / "settings.toml").read_text(encoding="utf-8")
    paths.settings.write_text(settings, encoding="utf-8", newline="\n")
    return paths


def is_written(folder: Path) -> bool:
    """Tell whether the sample stands there whole: the truth is written last."""
    return _name_paths(folder).truth.exists()


def _chance(seed: int, name: str) -> Random:
    """A stream of chance of its own for each part. Text seeds go through SHA-512, so hash randomisation has no say."""
    return Random(f"{seed}: {name}")


def _name_paths(folder: Path) -> SamplePaths:
    return SamplePaths(
        root=folder,
        settings=folder / "insight.toml",
        tickets=folder / "tickets",
        reviews=folder / "reviews.csv",
        nps=folder / "nps.csv",
        accounts=folder / "accounts.csv",
        releases=folder / "releases.csv",
        truth=folder / "truth",
    )


def _write_accounts(path: Path, crowd: Crowd) -> None:
    rows = (
        (
            str(account.account_id),
            f"{state.valid_from:%Y-%m-%d}",
            state.plan,
            f"{state.revenue}.00",
            "EUR",
            state.segment,
        )
        for account in crowd.accounts
        if account.is_listed
        for state in account.states
    )
    _write_table(path, ("account_id", "valid_from", "plan", "revenue", "currency", "segment"), rows)


def _write_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
