"""App store reviews as a CSV file: stars, title, version, country, device, language; nobody's name.

In go the intents; out comes `reviews.csv`.
"""

from __future__ import annotations

import csv
from pathlib import Path
from random import Random

from insight.sample.messages import Paragraph, say_all, say_core
from insight.sample.plan import Intent, find_leading
from insight.sample.scenes import draw_scene
from insight.sample.truth import REVIEWS as SOURCE
from insight.sample.truth import DuplicateTruth, Truth
from insight.sample.wording import Piece, Speaker, Wording

COLUMNS = ("id", "date", "stars", "title", "review", "version", "country", "device", "language")

_COUNTRIES = {
    "en": ["US", "US", "US", "GB", "GB", "CA", "AU", "IN", "IE", "NL", "SE"],
    "es": ["ES", "MX", "AR"],
    "de": ["DE", "AT", "CH"],
    "fr": ["FR", "BE", "CA"],
    "pt": ["BR", "PT"],
}
# Chances of one to five stars. A vote says how someone feels, not what they say: every form has all of them.
_STARS = {
    "praise": (0, 0, 1, 12, 60),
    "opposes": (0, 0, 2, 20, 60),
    "mixed": (2, 10, 34, 30, 6),
    "vague": (30, 20, 14, 8, 6),
    "noise": (98, 1, 0, 0, 1),
    "pain": (44, 28, 16, 6, 2),
    "request": (4, 8, 24, 36, 24),
}


def write_reviews(path: Path, intents: list[Intent], wording: Wording, truth: Truth, rng: Random) -> None:
    """Write all reviews."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for number, intent in enumerate(intents, 1):
            writer.writerow(_make_review(f"hr-{20_000 + 3 * number}", intent, wording, truth, rng))


def _make_review(review_id: str, intent: Intent, wording: Wording, truth: Truth, rng: Random) -> list[str]:
    themes = [wording.phrases.themes[key] for key in intent.themes]
    scene = draw_scene(rng, intent.at, SOURCE, find_leading(intent, wording.phrases))
    speaker = Speaker(None, scene, intent.language)
    title = _make_title(intent, wording, speaker, rng)
    paragraphs: list[Paragraph] = say_core(wording, intent, speaker, rng)
    if intent.language == "en" and intent.form not in ("noise", "same_words") and rng.random() < 0.03:
        paragraphs.append((wording.personal(rng.choice(("email", "phone", "url_token")), speaker),))
    if intent.form in ("noise", "same_words"):
        group = (
            ("otter-campaign", "noise", "none")
            if intent.form == "noise"
            else (f"same-words-{intent.themes[0]}", "same_words", "each")
        )
        truth.duplicates.append(DuplicateTruth(*group, SOURCE, review_id))  # type: ignore[arg-type]
    truth.add_message((SOURCE, review_id, "title"), [title], intent.at, None)
    truth.add_message(
        (SOURCE, review_id, "body"), [piece for paragraph in paragraphs for piece in paragraph], intent.at, None
    )
    mood = intent.form if intent.form in _STARS else themes[0].kind if themes else "vague"
    stars = rng.choices(range(1, 6), _STARS[mood])[0]
    text = say_all(paragraphs)
    if rng.random() < 0.7:
        text = text.replace("\n\n", " ")
    country = rng.choice(_COUNTRIES[intent.language])
    when = f"{intent.at:%Y-%m-%dT%H:%M:%SZ}"
    return [review_id, when, str(stars), title.text, text, scene.version, country, scene.device, intent.language]


def _make_title(intent: Intent, wording: Wording, speaker: Speaker, rng: Random) -> Piece:
    themes = [wording.phrases.themes[key] for key in intent.themes]
    if intent.form == "noise":
        noise = wording.phrases.common["noise"]
        return Piece(wording.fill(rng.choice(noise["titles"]), speaker), "other", noise["key"])
    if intent.language != "en":
        return wording.common("titles", speaker)
    if themes and intent.form in ("single", "two") and rng.random() < 0.5:
        return wording.headline(themes[0], speaker)
    if rng.random() < 0.1:
        return Piece("")
    return wording.common("titles_praise" if intent.form in ("praise", "opposes") else "titles_bad", speaker)
