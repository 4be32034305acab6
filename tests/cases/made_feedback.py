"""What people say in the cases: four problems in twelve wordings each, and everything odd that may stand among them."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

AS_OF = datetime(2026, 3, 1, tzinfo=UTC)
FIRST_DAY = datetime(2026, 1, 1, tzinfo=UTC)

WORDINGS: Mapping[str, tuple[str, ...]] = {
    "export": (
        "Exporting invoices to PDF fails with error 500",
        "The invoice export to PDF crashes every time",
        "I cannot export my invoices as PDF since the update",
        "Export of invoices to PDF ends with an error",
        "PDF export of an invoice shows a blank page",
        "When I export an invoice to PDF nothing happens",
        "The PDF export of invoices is broken again",
        "Invoice PDF export fails for more than ten invoices",
        "Downloading invoices as PDF does not work any more",
        "The exported invoice PDF is empty",
        "Exporting an invoice as PDF takes forever and then fails",
        "I get an error when exporting invoices to PDF",
    ),
    "login": (
        "I cannot log in with single sign-on",
        "Single sign-on login fails with our Okta account",
        "The single sign-on page loops and never logs me in",
        "Logging in by single sign-on is broken",
        "SSO login sends me back to the login page",
        "Single sign-on does not work on my phone",
        "Our team cannot sign in with SSO since Monday",
        "The SSO login ends with an invalid token error",
        "Signing in through single sign-on fails every morning",
        "SSO keeps asking me to log in again and again",
        "I am locked out because single sign-on fails",
        "Single sign-on login stopped working for our whole company",
    ),
    "sync": (
        "The calendar does not sync with my phone",
        "Calendar sync loses appointments",
        "My calendar events do not sync to Outlook",
        "Calendar synchronisation shows every appointment twice",
        "Appointments vanish after the calendar syncs",
        "The calendar sync is always an hour off",
        "Calendar sync stopped working after the update",
        "Events I add on my phone never sync to the calendar",
        "Syncing the calendar duplicates all events",
        "The calendar will not sync with Google",
        "My appointments are missing after a calendar sync",
        "Calendar sync takes hours to show a new event",
    ),
    "dark": (
        "Please add a dark mode",
        "I would love a dark theme for the evening",
        "Dark mode would be great for my eyes",
        "A dark mode is missing, please add one",
        "Could you add a dark theme to the app",
        "We need a dark mode, the white screen is too bright",
        "Please offer a dark mode on the desktop too",
        "It would be nice to have a dark theme",
        "I wish there was a dark mode",
        "Add dark mode please, the app is too bright at night",
        "Please give us a dark theme like other apps have",
        "A dark mode would help me work at night",
    ),
}

# Tickets that hold what breaks programs; the name is the ticket's id.
ODD_TEXTS: Mapping[str, str] = {
    "emoji": "😡😡😡 👎🏽",
    "marks": "!!! ??? ...",
    "numbers": "12345 67890",
    "stop_words": "it is what it is",
    "joined": "The calendar sync loses my 👩‍👩‍👧 family appointments, cafe\u0301 and z\u0338\u0322a\u0334lgo ones too",
    "turned": "Calendar sync turns my appointments \u202etnemtnioppa\u202c around",
    "markup": "<script>alert('x')</script> The invoice export to PDF **crashes** <b>each</b> time & again",
    "escape": "\x1b[31mCalendar sync loses all of my appointments\x1b[0m\x07 \x1b]0;owned\x07every day",
    "formula": "=1+1 exporting invoices to PDF fails",
    "unspaced": "The dark mode is missing " + "!" * 20_000,
    "long": "The calendar sync loses my appointments. " + "Nothing more to say about that today. " * 4_000,
}
FUTURE_TEXT = "Calendar sync loses the appointments of next year"

GERMAN: tuple[str, ...] = (
    "Die Rechnung lässt sich nicht als PDF exportieren",
    "Der Export der Rechnungen als PDF bricht immer ab",
    "Beim Exportieren einer Rechnung kommt eine Fehlermeldung",
    "Die exportierte Rechnung ist eine leere PDF-Datei",
    "Die Anmeldung mit dem Firmenkonto funktioniert nicht",
    "Ich kann mich seit gestern nicht mehr anmelden",
    "Nach der Anmeldung lande ich wieder auf der Anmeldeseite",
    "Bitte baut einen dunklen Modus für den Abend ein",
    "Ich wünsche mir ein dunkles Design für die App",
    "Der Kalender synchronisiert nicht mit meinem Handy",
    "Nach der Synchronisierung fehlen Termine im Kalender",
    "Die Termine im Kalender erscheinen nach dem Abgleich doppelt",
)


def reviews() -> list[dict[str, object]]:
    """One review for each wording, each by a customer of its own, one a day."""
    texts = [text for place in range(12) for text in (wordings[place] for wordings in WORDINGS.values())]
    return reviews_of(texts)


def reviews_of(texts: Sequence[str]) -> list[dict[str, object]]:
    """One review for each text, each by a customer of its own, one a day from 2026-01-01 on."""
    return [
        {
            "id": f"r{number:03}",
            "date": f"{FIRST_DAY + timedelta(days=number):%Y-%m-%d}",
            "customer": f"customer {number}",
            "stars": 2,
            "text": text,
        }
        for number, text in enumerate(texts)
    ]


def odd_tickets() -> list[dict[str, object]]:
    """One ticket for each odd text, and one from the future."""
    rows = [
        {"id": name, "created_at": "2026-02-20T09:00:00Z", "requester": f"odd {name}", "description": text}
        for name, text in ODD_TEXTS.items()
    ]
    future = {"id": "future", "created_at": "2027-01-05T09:00:00Z", "requester": "odd future"}
    return [*rows, future | {"description": FUTURE_TEXT}]


def write_csv(path: Path, rows: Sequence[Mapping[str, object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def write_json_lines(path: Path, rows: Sequence[Mapping[str, object] | str]) -> None:
    """One JSON object a line; a text goes out as it is, so that a line can be broken."""
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
