"""Payment cards by Luhn and bank accounts by their checksum or their word."""

from __future__ import annotations

import re

from insight.redaction.checksums import IBAN_LENGTHS, is_card, is_iban
from insight.redaction.kinds import Kind, compact, verbose
from insight.redaction.view import Span

_GAP = r"[ \t.\-_/]{1,3}"
_CARD = verbose(
    rf"""
    (?<![\w.])(?<!\w-)(?:
      \d{{4}}{_GAP}\d{{4}}{_GAP}\d{{4}}{_GAP}\d{{1,4}}(?:{_GAP}\d{{1,3}}(?!\d))?
    | \d{{4}}{_GAP}\d{{6}}{_GAP}\d{{4,5}}
    | \d{{4}}{_GAP}\d{{5}}{_GAP}\d{{6}}
    | \d{{8}}{_GAP}\d{{8}}
    | \d{{6}}{_GAP}\d{{7,13}}
    | \d{{13,19}}
    )(?!\w)"""
)


_LAST_GROUP = re.compile(rf"{_GAP}\d{{1,3}}$")


def _check_card(found: re.Match[str]) -> Span | None:
    """Accept the number, or the number without a short last group (a security code or a month that follows it)."""
    text = found.group()
    for candidate in dict.fromkeys((text, _LAST_GROUP.sub("", text))):
        digits = compact(candidate)
        if 13 <= len(digits) <= 19 and is_card(digits):
            return found.start(), found.start() + len(candidate)
    return None


_IBAN = verbose(
    r"""(?P<word>\biban\b[^\w\n]{0,6}(?:(?:is|ist|es|est|number|nr|no)\b[^\w\n]{0,4})?)?
    (?<![^\W_])(?P<value>[A-Z]{2}[ ]?\d{2}(?:[ .\-]{0,2}[A-Z0-9]){11,31})"""
)


def _check_iban(found: re.Match[str]) -> Span | None:
    """Cut the match to the length of its country; beside the word IBAN a wrong checksum is a typing error."""
    size = IBAN_LENGTHS.get(found["value"][:2].upper())
    if size is None:
        return None
    end, seen = found.start("value"), 0
    while seen < size and end < found.end():
        seen += found.string[end].isalnum()
        end += 1
    code = compact(found.string[found.start("value") : end])
    if len(code) < size or found.string[end : end + 1].isalnum():
        return found.span("value") if found["word"] else None
    return (found.start("value"), end) if is_iban(code) or found["word"] else None


_BANK_ACCOUNT = verbose(
    r"""
    \b(?:(?:bank[ ])?account[ ](?:number|no\.?|nr\.?|\#)|account(?=[ ]\d{8})
      |acct\.?[ ]?(?:number|no\.?|\#)?|routing[ ](?:number|no\.?)
      |sort[ ]code|kontonummer
      |konto-?nr\.?|número[ ]de[ ]cuenta|numéro[ ]de[ ]compte|número[ ]da[ ]conta|blz|bankleitzahl
        |card[ ](?:number|no\.?)|kartennummer
      |número[ ]de[ ]tarjeta|numéro[ ]de[ ]carte)
    [ ]?(?:is|ist|es|est|:|=|\#)?[ ]{0,3}:?[ ]?
    (?P<value>\d(?:[ \-]?\d){5,20})(?!\w)"""
)

_WALLET = verbose(
    r"""(?:(?<![\w.])(?=0x|bc1)|\b(?:bitcoin|btc|wallet|address)(?:[ ]is)?[ :]{1,3}(?=[13]))
    (?P<value>0x[0-9a-f]{40}|bc1[02-9ac-hj-np-z]{25,60}|[13][a-km-zA-HJ-NP-Z1-9]{25,34})(?!\w)"""
)

PAYMENTS = (
    Kind("IBAN", _IBAN, _check_iban, digits=10),
    Kind("CARD", _CARD, _check_card, digits=13),
    Kind("ACCOUNT", _WALLET, clues=("0x", "bc1", "bitcoin", "btc", "wallet", "address")),
    Kind("ACCOUNT", _BANK_ACCOUNT, digits=6, clues=(
        "acc", "routing", "sort code", "konto", "cuenta", "compte", "conta", "blz", "bankleit", "card", "karte",
        "tarjeta",
        "carte",
    )),
)  # fmt: skip
