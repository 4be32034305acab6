"""Street addresses of some languages, as far as a pattern can tell them: best effort, by design."""

from __future__ import annotations

import re

from insight.redaction.kinds import Kind, verbose, words
from insight.redaction.view import Span

_CAPITAL = r"[A-ZÀ-ÖØ-Þ]"
_NAME = rf"{_CAPITAL}[\w'’.\-]{{1,30}}"
_CITY = rf"{_CAPITAL}[^\W\d_]+(?:[ \-]{_CAPITAL}[^\W\d_]+(?!\w)){{0,3}}"  # not the letters of a code behind it
_HOUSE = r"\d{1,4}(?:[ ]?[a-hA-H](?![\w]))?(?:[ ]?[-/][ ]?\d{1,4})?(?!\d|[.,]\d)"

_ENGLISH = verbose(
    rf"""
    (?<![\w.\-/])(?<!\#)(?P<number>\d{{1,5}})[A-Za-z]?[ ](?:[NSEW]\.?[ ])?
    (?P<name>(?:(?:{_NAME}|\d{{1,3}}(?:st|nd|rd|th))[ ]){{1,3}})
    (?P<word>Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Place|Pl|Square|Sq|Terrace
      |Way|Parkway
      |Pkwy|Highway|Hwy|Close|Crescent|Circle|Mews|Gardens)(?![\w])\.?
    (?:,?[ ](?:Apt|Apartment|Suite|Ste|Unit|Flat|\#)\.?[ ]?[\w\-]{{1,6}})?
    (?:,?[ ]{{1,2}}{_CITY})?
    (?:,?[ ](?:[A-Z]{{2}}[ ]\d{{5}}(?:-\d{{4}})?|[A-Z]{{1,2}}\d[A-Z\d]?[ ]?\d[A-Z]{{2}}
      |[A-Z]\d[A-Z][ ]?\d[A-Z]\d)(?!\w))?""",
    any_case=False,
)
_GERMAN = verbose(
    rf"""
    (?<!\w)(?:
      (?P<name>{_CAPITAL}[\wäöüß\-]{{0,40}}(?:straße|strasse|str\.|Straße|Strasse|Str\.|weg|platz|allee|gasse
        |chaussee|stieg|straat|laan|plein|gracht|kade
        |(?P<weak>ring|hof|markt|ufer|damm|dijk|singel)))
      | (?P<loose>{_NAME}[ ](?:Straße|Strasse|Str\.|Weg|Platz|Allee|Gasse|Chaussee|Ring|Damm|Ufer))
    )[ ]{_HOUSE}(?P<town>,?[ \n]{{1,2}}(?:D-|A-|CH-|NL-)?\d{{4,5}}(?:[ ][A-Z]{{2}})?[ ]{_CITY})?""",
    any_case=False,
)
_OF = r"(?:(?:de|la|le|les|los|las|du|des|da|do|dos|das|del|della|dei|di|el)[ ]|[ld]['’][ ]?)"
_FRENCH = verbose(
    rf"""
    (?<![\w.\-])\d{{1,4}}(?:[ ]?(?:bis|ter))?,?[ ]
    (?:(?:[Rr]ue|[Aa]venue|[Bb]oulevard|[Bb]d\.?|[Cc]hemin|[Aa]llée|[Ii]mpasse|[Qq]uai|[Ff]aubourg)[ ]{_OF}{{0,3}}
      |(?:[Pp]lace|[Rr]oute|[Cc]ours|[Pp]assage|[Ss]quare)[ ]{_OF}{{1,3}})
    {_NAME}(?:[ ]{_OF}{{0,2}}{_NAME}){{0,3}}(?:,?[ ]\d{{5}}[ ]{_CITY})?""",
    any_case=False,
)
_SOUTHERN = verbose(
    rf"""
    (?<!\w)(?:(?:Calle|calle|C/|Avenida|avenida|Avda\.?|Av\.|Plaza|Paseo|Carrera|Camino|Ronda|Travesía|Rua|rua
      |Travessa|Praça|Alameda|Viale
      |Piazza|Corso|Vicolo)[ ]?|(?P<weak>Via[ ]|via[ ])){_OF}{{0,3}}{_NAME}(?:[ ]{_OF}{{0,3}}{_NAME}){{0,3}}
    ,?[ ](?:n[.ºo°]{{1,2}}[ ]?)?\d{{1,4}}(?!\w|[.,]\d)(?:,?[ ]\d[º°ª]?[ ]?[A-Z]?(?!\w))?
    (?P<town>(?:,|[ ]-)?[ ](?:\d{{4}}-\d{{3}}|\d{{5}}(?:-\d{{3}})?)(?:[ ]{_CITY})?)?""",
    any_case=False,
)
_BOX = verbose(
    r"""(?<!\w)(?:P\.?[ ]?O\.?[ ]?Box|Postfach|Apartado(?:[ ]de[ ]correos)?|Caixa[ ]Postal)[ ]
    \d{1,4}(?:[ ]?\d{2,4})?(?!\w)"""
)

# "2 Google Drive accounts", "1 Hard Drive", "3 Windows Close": things that are counted, not places.
_DRIVES = words(
    "google one hard flash usb disk shared team network external internal local cloud thumb pen tape backup zip"
)
_PRODUCTS = words("apple google microsoft windows outlook thunderbird firefox chrome android linux")
_NO_STREET = (
    "Speicherplatz", "Arbeitsplatz", "Festplatz", "Stellplatz", "Steckplatz", "Umweg", "Ausweg", "Hinweg", "Rückweg",
)  # fmt: skip
_UNIT = re.compile(r"\s?(?:[kmgt]i?b\b|gbyte|%|€|px\b|stunden|minuten|tage)", re.IGNORECASE)


def _check_english(found: re.Match[str]) -> Span | None:
    name = words(found["name"].lower())
    is_counted = name & _PRODUCTS or (found["word"] in ("Drive", "Dr") and name & _DRIVES)
    return None if is_counted else found.span()


def _check_with_town(found: re.Match[str]) -> Span | None:
    """Words that are streets only sometimes ("String 5", "Via Outlook 365") need the town after them."""
    groups = found.groupdict()
    if groups["weak"] and not groups["town"]:
        return None
    if (groups.get("name") or "").startswith(_NO_STREET) or _UNIT.match(found.string, found.end()):
        return None
    return found.span()


_COORDINATES = verbose(r"(?<![\w.,\-])-?\d{1,2}\.\d{4,10},[ ]?-?\d{1,3}\.\d{4,10}(?![\w.])")  # within ten metres

STREETS = (
    Kind("ADDRESS", _COORDINATES, digits=10),
    Kind("ADDRESS", _ENGLISH, _check_english, digits=1, clues=(
        "st", "ave", "road", "rd", "boulevard", "blvd", "lane", "ln", "dr", "court", "ct", "pl", "sq", "terrace", "way",
        "pkwy", "hwy", "close", "circle", "mews", "gardens",
    )),
    Kind("ADDRESS", _GERMAN, _check_with_town, digits=1, clues=(
        "straße", "strasse", "str.", "weg", "platz", "allee", "gasse", "chaussee", "stieg", "straat", "laan", "plein",
        "gracht",
        "kade", "ring", "hof", "markt", "ufer", "damm", "dijk", "singel",
    )),
    Kind("ADDRESS", _FRENCH, digits=1, clues=(
        "rue ", "avenue", "boulevard", "bd", "chemin", "allée", "impasse", "quai", "faubourg", "place ", "route ",
        "cours ",
        "passage ", "square ",
    )),
    Kind("ADDRESS", _SOUTHERN, _check_with_town, digits=1, clues=(
        "calle", "c/", "avenida", "avda", "av.", "plaza", "paseo", "carrera", "camino", "ronda", "traves", "rua",
        "praça",
        "alameda", "via", "piazza", "corso", "vicolo",
    )),
    Kind("ADDRESS", _BOX, digits=1, clues=("box", "postfach", "apartado", "caixa")),
)  # fmt: skip
