"""National ids by their check digits or their word, and dates of birth beside theirs."""

from __future__ import annotations

import re
from collections.abc import Callable

from insight.redaction.checksums import (
    is_cpf,
    is_dni,
    is_luhn,
    is_nif,
    is_nir,
    is_sozialversicherung,
    is_steuer_id,
    is_verhoeff,
)
from insight.redaction.kinds import Check, Kind, compact, verbose
from insight.redaction.view import Span

_OPEN, _CLOSE = r"(?<![\w.])(?<!\w-)(?<!\d,)", r"(?!\w|-\w|[.,]\d)"


def _checked(holds: Callable[[str], bool]) -> Check:
    """Make a check of a checksum."""

    def check(found: re.Match[str]) -> Span | None:
        span = found.span("value") if "value" in found.re.groupindex else found.span()
        return span if holds(compact(found.string[span[0] : span[1]])) else None

    return check


def _id(pattern: str, holds: Callable[[str], bool] | None = None, *, digits: int, clues: tuple[str, ...] = ()) -> Kind:
    compiled = verbose(_OPEN + "(?:" + pattern + ")" + _CLOSE)
    return Kind("ID", compiled, _checked(holds or bool), clues, digits)


_WORD = r"""
    passport | reisepass(?:nummer)? | personalausweis(?:nummer)? | ausweisnummer | pasaporte | passeport | passaporte?
  | driv(?:er(?:'?s)?|ing)[ ]licen[sc]e | f[üu]hrerschein(?:nummer)? | permiso[ ]de[ ]conducir | permis[ ]de[ ]conduire
  | ssn | social[ ]security | sozialversicherung(?:snummer)? | svnr | national[ ](?:insurance|id(?:entity
    |entification)?)
  | nino | ni(?=[ ]n(?:o|um))
  | tax[ ](?:id|payer[ ]id) | itin | steuer-?(?:id(?:entifikationsnummer)?|nummer) | idnr | nif
  | num[ée]ro[ ]de[ ]s[ée]cu(?:rit[ée][ ]sociale)? | codice[ ]fiscale | cpf | contribuinte | aadhaar | aadhar
  | pan[ ](?:card|number) | bsn | burgerservicenummer | pesel | personnummer | medicare | nhs | voter[ ]id | imei
    | curp | cedula
"""
_BESIDE_WORD = verbose(
    rf"""
    (?<![^\W_])(?:{_WORD})(?![^\W_])(?:[ ](?:number|no\.?|nr\.?|num\.?|id|card|n[º°]))?
    [ ]?(?:[:=\#]|\b(?:is|ist|es|est|é|è|lautet)\b:?)?[ ]{{0,3}}\#?
    (?P<value>(?=[A-Z0-9 .\-]{{0,12}}\d)[A-Z0-9](?:[ .\-/]?[A-Z0-9]){{5,20}})(?!\w)"""
)


def _check_beside_word(found: re.Match[str]) -> Span | None:
    """Keep the leading groups that hold a digit, so that the sentence goes on after the number."""
    groups = list(re.finditer(r"[^ ]+", found["value"]))
    size = 0
    for place, group in enumerate(groups):
        if not any(c.isdigit() for c in group.group()) and (place or len(group.group()) > 3):
            break
        size = group.end()
    if sum(c.isdigit() for c in found["value"][:size]) < 5:
        return None
    return found.start("value"), found.start("value") + size


_MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mär|mai|okt|dez|ene|abr"
    r"|ago|set|dic|dez|fév|avr|juin|juil|aoû|déc|fev|out|gen|mag|giu|lug|ott|märz)[a-zéçûä]{0,7}\.?"
)
_BIRTH = verbose(
    rf"""
    (?:\bborn(?:[ ]on)?|\b(?:date|day)[ ]of[ ]birth|\bd\.?[ ]?o\.?[ ]?b\b\.?|\bbirth[ ]?(?:date|day)
      |\bgeboren(?:[ ]am)?|\bgeb\.|\bgeburts(?:datum|tag)
      |\bfecha[ ]de[ ]nacimiento|\bnacid[oa](?:[ ]el)?|\bnací[ ]el
      |\bnée?[ ]le|\bdate[ ]de[ ]naissance|\bdata[ ]de[ ]nascimento|\bnascid[oa](?:[ ]em)?
      |\bdata[ ]di[ ]nascita|\bnat[oa][ ]il)
    [ ]?(?:is|ist|es|est|é|è|am|:|=)?[ ]{{0,3}}
    (?P<value>\d{{1,4}}[./\- ]{{1,2}}\d{{1,2}}[./\- ]{{1,2}}\d{{2,4}}(?!\d)
      | \d{{1,2}}(?:st|nd|rd|th|\.|er|º)?[ ](?:of[ ]|de[ ])?{_MONTH}[ ,]{{1,2}}(?:de[ ])?\d{{2,4}}(?!\d)
      | {_MONTH}[ ]\d{{1,2}}(?:st|nd|rd|th)?,?[ ]\d{{4}}(?!\d))"""
)

IDENTITIES = (
    Kind("DOB", _BIRTH, digits=4, clues=(
        "born", "birth", "o.b", "o. b", "dob", "d o b", "geb", "naci", "naissance", "nasc", "nat", "né",
    )),
    _id(r"(?!000|666|9)\d{3}[- ](?!00)\d{2}[- ](?!0000)\d{4}", digits=9),  # US SSN
    _id(r"9\d{2}-[4-9]\d-\d{4}", digits=9, clues=("-",)),  # US ITIN
    _id(  # UK national insurance
        r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][ -]?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[A-D]", digits=6
    ),
    _id(r"(?:\d{8}|\d{2}\.\d{3}\.\d{3}|[XYZ][ -]?\d{7})[ -]?[A-Z]", is_dni, digits=7),
    _id(  # French NIR
        r"[12][ ]?\d{2}[ ]?\d{2}[ ]?(?:\d{2}|2[AB])[ ]?\d{3}[ ]?\d{3}[ ]?\d{2}", is_nir, digits=13
    ),
    _id(r"[1-9]\d[ ]?\d{3}[ ]?\d{3}[ ]?\d{3}", is_steuer_id, digits=11),
    _id(r"\d{2}[ ]?[0-9]{6}[ ]?[A-Z][ ]?\d{3}", is_sozialversicherung, digits=11),
    _id(r"[A-Z]{3}[ ]?[A-Z]{3}[ ]?\d[0-9LMNP-V][A-EHLMPRST][0-9LMNP-V]{2}[ ]?[A-Z][0-9LMNP-V]{3}[A-Z]", digits=4),  # IT
    _id(r"\d{3}\.\d{3}\.\d{3}-\d{2}|\d{11}", is_cpf, digits=11),
    _id(r"[2-9]\d{3}([ -])\d{4}\1\d{4}", is_verhoeff, digits=12),  # Aadhaar
    _id(r"[A-Z]{3}P[A-Z]\d{4}[A-Z]", digits=4),  # Indian PAN of a person
    _id(r"\d{6}-\d{4}|(?:19|20)\d{6}-\d{4}", lambda code: is_luhn(code[-10:]), digits=10, clues=("-",)),  # SE
    Kind(
        "ID",
        verbose(r"\b(?:nif|contribuinte)\b[^\d\n]{0,15}(?P<value>\d{3}[ ]?\d{3}[ ]?\d{3})(?!\w)"),
        _checked(is_nif),
        clues=("nif", "contribuinte"),
        digits=9,
    ),
    Kind("ID", _BESIDE_WORD, _check_beside_word, digits=4),
)  # fmt: skip
