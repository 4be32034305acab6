"""Personal data for the sample: every kind that redaction has to catch, and none that belongs to anyone.

Telephone numbers come from ranges set aside for fiction, cards and IBANs are published test numbers (valid by Luhn and
by checksum), addresses on the network are those reserved for documentation, keys are made up from chance.
"""

from __future__ import annotations

import string
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Literal

PersonalKind = Literal["email", "phone", "card", "iban", "ip", "national_id", "key", "url_token", "name", "address"]

_CARDS = (
    "4242424242424242", "4111111111111111", "4000056655665556", "5555555555554444", "5105105105105100",
    "2223003122003222",
    "6011111111111117", "378282246310005", "371449635398431", "3056930009020004", "3566002020360505",
    "4012888888881881",
)  # fmt: skip
_IBANS = (
    "DE89370400440532013000", "GB82WEST12345698765432", "FR1420041010050500013M02606", "ES9121000418450200051332",
    "PT50000201231234567890154", "NL91ABNA0417164300", "AT611904300234573201", "BE68539007547034",
    "IT60X0542811101000000123456", "CH9300762011623852957", "SE4550000000058398257466", "IE29AIBK93115212345678",
)  # fmt: skip
_PHONES = (
    "+1 (415) 555-01{nn}", "(212) 555-01{nn}", "312-555-01{nn}", "+1 617 555 01{nn}", "555-01{nn}",
    "+44 20 7946 0{nnn}", "020 7946 0{nnn}",
    "07700 900{nnn}", "+44 7700 900 {nnn}", "+49 30 23125 {nnn}", "030 23125{nnn}", "+33 1 99 00 {nn} {nn}",
    "01 99 00 {nn} {nn}",
    "+34 910 000 {nnn}", "+351 210 000 {nnn}", "+61 2 5550 0{nnn}", "0491 570 {nnn}", "+46 8 465 004 {nn}",
    "+353 20 910 0{nnn}",
)  # fmt: skip
_NATIONAL = (
    ("social security number", "219-09-9999"), ("SSN", "078-05-1120"), ("national insurance number", "QQ 12 34 56 C"),
    ("NI number", "QQ123456A"), ("DNI", "12345678Z"), ("NIF", "99999999R"), ("Steuer-ID", "86 095 742 719"), ("CPF",
    "123.456.789-09"),
    ("NIR", "2 55 08 14 168 025 38"), ("codice fiscale", "RSSMRA85T10A562S"),
)  # fmt: skip
_ADDRESSES = (
    "{nn} Quayside Lane, Bristol BS1 4XX", "{nn} Hollow Oak Road, Leeds LS2 9ZZ",
    "1{nn} Maple Grove Avenue, Springfield, OR 97477",
    "{nn}0 Old Mill Street, Apt 4B, Riverside, NJ 08075", "Musterstraße {nn}, 10115 Berlin",
    "Beispielweg {nn}a, 1010 Wien",
    "{nn} rue des Exemples, 75002 Paris", "Calle Ejemplo {nn}, 28013 Madrid", "Rua do Exemplo {nn}, 1200-195 Lisboa",
    "{nn} Wattle Crescent, Carlton VIC 3053",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PersonalItem:
    """A personal detail: `shown` as it stands in the text, `text` the part of it that has to go."""

    kind: PersonalKind
    text: str
    shown: str
    label: str = ""


def draw_item(rng: Random, kind: PersonalKind) -> PersonalItem:
    """Draw a personal detail of the kind; names and the requester's own address come from people, not from here."""
    if kind == "national_id":
        label, shape = rng.choice(_NATIONAL)
        text = _digits(rng, shape)
        return PersonalItem(kind, text, text, label)
    if kind == "url_token":
        token = _chance(rng, string.ascii_lowercase + string.digits, 32)
        return PersonalItem(kind, token, _link(rng, token))
    text = _DRAW[kind](rng)
    return PersonalItem(kind, text, text)


def _digits(rng: Random, shape: str) -> str:
    """Put digits in place of {n}, {nn} and {nnn}; the first is never a zero."""
    for mark, low, high in (("{nnn}", 100, 999), ("{nn}", 10, 99), ("{n}", 0, 9)):
        while mark in shape:
            shape = shape.replace(mark, str(rng.randint(low, high)), 1)
    return shape


def _chance(rng: Random, letters: str, length: int) -> str:
    return "".join(rng.choice(letters) for _ in range(length))


def _grouped(rng: Random, text: str, separators: str) -> str:
    separator = rng.choice(separators.split("|"))
    return separator.join(text[n : n + 4] for n in range(0, len(text), 4))


def _draw_email(rng: Random) -> str:
    local = rng.choice(("billing", "office", "jo.q", "team-lead", "h.k", "info+harbor", "me_2", "front.desk"))
    domain = rng.choice(("example.com", "example.org", "shop.example.net", "sub.mail.example.com"))
    return f"{local}{rng.randrange(10, 999)}@{domain}"


def _draw_card(rng: Random) -> str:
    return _grouped(rng, rng.choice(_CARDS), " |-|")


def _draw_iban(rng: Random) -> str:
    return _grouped(rng, rng.choice(_IBANS), " |")


def _draw_ip(rng: Random) -> str:
    if rng.random() < 0.3:
        return f"2001:db8:{rng.randrange(1, 65535):x}::{rng.randrange(1, 65535):x}"
    return f"{rng.choice(('192.0.2', '198.51.100', '203.0.113'))}.{rng.randrange(1, 255)}"


def _draw_key(rng: Random) -> str:
    letters = string.ascii_letters + string.digits
    # Put together from pieces, so that no scanner takes this file for a leak.
    prefix, length = rng.choice(
        (("sk_" + "live_", 24), ("gh" + "p_", 36), ("AK" + "IA", 16), ("xo" + "xb-", 28), ("hbr_" + "api_", 32))
    )
    return prefix + _chance(rng, string.ascii_uppercase + string.digits if prefix.startswith("AK") else letters, length)


def _link(rng: Random, token: str) -> str:
    shape = rng.choice(
        (
            "https://app.harbor.example/reset?token={}",
            "https://app.harbor.example/invite?lang=en&access_token={}&from=mail",
            "https://api.harbor.example/v2/export?api_key={}",
            "https://files.harbor.example/d/plan.pdf?sig={}&expires=1774000000",
            "https://reports:{}@api.harbor.example/feed",
        )
    )
    return shape.format(token)


def _draw_phone(rng: Random) -> str:
    return _digits(rng, rng.choice(_PHONES))


def _draw_address(rng: Random) -> str:
    return _digits(rng, rng.choice(_ADDRESSES))


_DRAW: dict[PersonalKind, Callable[[Random], str]] = {
    "email": _draw_email,
    "phone": _draw_phone,
    "card": _draw_card,
    "iban": _draw_iban,
    "ip": _draw_ip,
    "key": _draw_key,
    "address": _draw_address,
}
