"""NPS answers as a CSV file: a score from 0 to 10 and, mostly, a comment; the respondent is a customer of the tickets.

In go the intents and what was told in tickets (some people say it again here); out comes `nps.csv`.
"""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

from insight.sample.messages import Paragraph, say_all, say_core
from insight.sample.people import Crowd, Person
from insight.sample.plan import Intent, find_leading
from insight.sample.scenes import draw_scene
from insight.sample.tickets import Told
from insight.sample.truth import NPS as SOURCE
from insight.sample.truth import TICKETS, DuplicateTruth, Truth
from insight.sample.wording import Piece, Speaker, Wording

COLUMNS = ("id", "answered_at", "score", "comment", "respondent", "account")

_SCORES = {
    "praise": (9, 10, 10, 8),
    "opposes": (9, 10, 8),
    "mixed": (6, 7, 7, 8),
    "vague": (0, 2, 3, 5, 6),
    "pain": (0, 1, 3, 4, 5, 6, 6),
    "request": (5, 6, 7, 8, 8),
}


def write_answers(
    path: Path, intents: list[Intent], told: list[Told], crowd: Crowd, wording: Wording, truth: Truth, rng: Random
) -> None:
    """Write all answers."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for number, intent in enumerate(intents, 1):
            writer.writerow(_make_answer(f"nps-{5_000 + number}", intent, told, crowd, wording, truth, rng))


def _make_answer(
    answer_id: str, intent: Intent, told: list[Told], crowd: Crowd, wording: Wording, truth: Truth, rng: Random
) -> list[str]:
    recent = (
        [t for t in told if timedelta(0) < intent.at - t.at < timedelta(days=20)] if intent.form == "repeat" else []
    )
    themes = [wording.phrases.themes[key] for key in intent.themes]
    if recent:
        first = rng.choice(recent)
        person, mood = first.person, "pain"
        paragraphs: list[Paragraph] = [first.statements]
        reference: str | None = first.reference
        for source, source_id in ((TICKETS, first.source_id), (SOURCE, answer_id)):
            truth.duplicates.append(
                DuplicateTruth(f"retold-{first.source_id}", "same_person", "one", source, source_id)
            )
    else:
        person = crowd.draw(rng, intent.language, themes[0].plans if themes else ())
        paragraphs = _say_answer(intent, person, wording, rng)
        reference = None
        mood = intent.form if intent.form in _SCORES else themes[0].kind if themes else "vague"
        if intent.form == "silent":
            mood = rng.choice(("praise", "mixed", "vague"))
    truth.add_message(
        (SOURCE, answer_id, "body"),
        [piece for paragraph in paragraphs for piece in paragraph],
        intent.at,
        person,
        reference,
    )
    score = rng.choice(_SCORES[mood])
    account = str(person.account.account_id) if person.account else ""
    return [
        answer_id,
        f"{intent.at:%Y-%m-%dT%H:%M:%SZ}",
        str(score),
        say_all(paragraphs),
        str(person.person_id),
        account,
    ]


def _say_answer(intent: Intent, person: Person, wording: Wording, rng: Random) -> list[Paragraph]:
    if intent.form == "silent":
        return []
    scene = draw_scene(rng, intent.at, SOURCE, find_leading(intent, wording.phrases))
    speaker = Speaker(person, scene, intent.language)
    paragraphs = say_core(wording, intent, speaker, rng)
    lead = rng.choice(wording.phrases.common["nps_lead"])
    if lead and intent.language == "en":
        first = paragraphs[0][0]
        paragraphs[0] = (replace(first, lead=wording.fill(lead, speaker) + " "), *paragraphs[0][1:])
    if intent.language == "en" and rng.random() < 0.04:
        detail: Piece = wording.personal(rng.choice(("email", "phone")), speaker)
        paragraphs.append((detail,))
    return paragraphs
