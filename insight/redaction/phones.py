"""Phone numbers: international, national with their separators, and any number beside a word for one."""

from __future__ import annotations

import re

from insight.redaction.kinds import Kind, verbose
from insight.redaction.view import Span

_OPEN = r"(?<![\w.+/=\-])(?<!\d,)"
_CLOSE = r"(?!\w|[.,:/]\d|-\w)"
_BETWEEN = r"(?:[ .\-/]{0,3}|[ ]?\(|\)[ .\-/]{0,3})"  # between two digits; never ") (", which begins something else
_EXTENSION = r"(?:[ ,]{0,2}(?:ext|extension|durchwahl|dw|poste|ramal|x)\.?[ ]?\d{1,6}(?!\w))?"

_INTERNATIONAL = verbose(
    rf"""(?<![\w+.])(?:\(\+(?=\d{{1,4}}\))|\+[ ]?\(?|(?<![\d,\-/])00[ ]?)[1-9](?:{_BETWEEN}\d){{6,14}}
    (?!\w|[.:]\d|-\w){_EXTENSION}"""
)
_NATIONAL = verbose(
    rf"""
    {_OPEN}(?P<value>(?:
      (?:1[ .\-])?\(?[2-9]\d{{2}}\)?[ .\-]{{1,2}}\d{{3}}[ .\-]\d{{4}}       # North America
    | \(?0[1-9]\d{{0,4}}\)?(?:[ .\-/]{{1,3}}\d{{2,8}}){{1,4}}               # trunk 0: most of Europe and Asia
    | 0[1-9]\d{{8,9}}                                                       # the same without separators
    | \(\d{{2,5}}\)[ \-]?\d{{3,5}}[ \-]?\d{{3,5}}                           # area in parentheses
    | [5-9]\d{{2}}[ \-]\d{{3}}[ \-]\d{{3}}                                  # Spain, Portugal, Poland
    | [6-9]\d{{1,2}}[ \-]\d{{2,3}}[ \-]\d{{2}}[ \-]\d{{2}}                  # Spain
    | 3\d{{2}}[ \-/]\d{{6,7}}                                               # Italy, mobile
    | \d{{2}}[ ]9\d{{4}}-\d{{4}}                                            # Brazil, mobile
    | [6-9]\d{{4}}[ \-]\d{{5}}                                              # India
    | 1[3-9]\d[ \-]\d{{4}}[ \-]\d{{4}}                                      # China
    | 8[ \-]?\(?\d{{3}}\)?[ \-]\d{{3}}[ \-]\d{{2}}[ \-]\d{{2}}              # Russia
    )){_CLOSE}{_EXTENSION}"""
)
_WORD = r"""
    tel | telephone | phones? | mobile | cell(?:phone)? | call(?:[ ](?:me|us))? | reach[ ]me | ring[ ]me
      | (?:get|catch)[ ]me[ ](?:at|on|under) | my[ ]number
      | text[ ]me | whats-?app
  | fax | telefax | sms | signal | landline | handy | telefon(?:nummer)? | mobil(?:nummer)? | rufnummer
    | rückruf | handynummer
  | tel[ée]fono | m[óo]vil | celular | llam[ae]dme | ll[áa]me(?:n)?me | telefone | telem[óo]vel | zap | t[ée]l
    | t[ée]l[ée]phone | portable
  | cellulare | telefoonnummer | mobiel | contact[ ]number | callback
"""
_BESIDE_WORD = verbose(
    rf"""(?<![^\W_])(?:{_WORD})(?![^\W_])[^\d\n+(]{{0,25}}
    (?P<value>(?<![\w.])(?:\+[ ]?)?\(?\d(?:{_BETWEEN}\d){{6,14}})(?!\w|[.:]\d|-\w){_EXTENSION}"""
)
# A local number says nothing by itself, but who writes it on a line of its own gives it to be called.
_ON_ITS_OWN = verbose(
    r"""(?:\A|(?<=[>\n]))[ ]{0,3}(?P<value>[2-9]\d{2}[ .\-]\d{4})(?=[ ]{0,3}(?:<|\r?\n|\Z))""",
)

_DATE = re.compile(r"\(?(?:\d{1,2}([./\- ])\d{1,2}\1(?:19|20)\d\d|(?:19|20)\d\d([./\-])\d{1,2}\2\d{1,2})(?!\d)")
_YEARS = re.compile(r"(?:19|20)\d\d[ \-/]{1,3}(?:19|20)\d\d$")
# "order 0612345678", "#0612345678", "build 115 300 1234" are numbers of other things.
_OTHER_NUMBER = verbose(
    r"""(?:\#|№|\b(?:order|ticket|case|bug|issue|ref|reference|invoice|build|version|release|id|uid|pid|article|rev
    |revision|port|error|code|event|serial|isbn|ean|sku|tracking|customer|account|job|message
      |(?<!direct[ ])(?<!land[ ])(?<!phone[ ])line|bestellung|auftrag
      |rechnung|vorgang
    |kundennummer|bestellnummer|auftragsnummer|rechnungsnummer|pedido|factura|commande|facture|encomenda|fehler|v)
    (?:[ ]{0,2}(?:number|num|no|nr|id|code|nummer|is|\#))?)[ .:\#=\-]{0,3}$"""
)
_AMOUNT = re.compile(
    r"\s?(?:%|€|\$|£|[kmgt]i?b\b|bytes?\b|mails?\b|messages?\b|eur\b|usd\b|px\b|ms\b|rows?\b|files?\b)",
    re.IGNORECASE,
)


def _check_international(found: re.Match[str]) -> Span | None:
    digits = sum(c.isdigit() for c in found.group().split("x")[0])
    is_other = "+" not in found.group() and _is_other_number(found, found.start())
    return found.span() if digits >= 8 and not is_other else None


def _check_national(found: re.Match[str]) -> Span | None:
    number, start = found["value"], found.start("value")
    digits = [c for c in number if c.isdigit()]
    if not 9 <= len(digits) <= 12 or "".join(digits).startswith("0123456789"):
        return None
    is_pairs = re.fullmatch(r"0[1-9](?:([ .\-])\d\d)(?:\1\d\d){3}", number)
    if (_DATE.match(number) and not is_pairs) or _is_other_number(found, start):
        return None
    return None if _AMOUNT.match(found.string, found.end()) else found.span()


def _check_beside_word(found: re.Match[str]) -> Span | None:
    number, start = found["value"], found.start("value")
    groups = re.split(r"\D+", number)
    is_version = number.count(".") >= 2 and any(len(group) == 1 for group in groups if group)
    is_group_of_thousands = re.fullmatch(r"\d{1,3}(?:\.\d{3})+", number)
    if _DATE.search(number) or _YEARS.match(number) or is_version or is_group_of_thousands:
        return None
    return None if _is_other_number(found, start) or _AMOUNT.match(found.string, found.end()) else (start, found.end())


def _is_other_number(found: re.Match[str], start: int) -> bool:
    return bool(_OTHER_NUMBER.search(found.string[max(0, start - 30) : start]))


PHONES = (
    Kind("PHONE", _INTERNATIONAL, _check_international, clues=("+", "00"), digits=8),
    Kind("PHONE", _NATIONAL, _check_national, digits=9),
    Kind("PHONE", _BESIDE_WORD, _check_beside_word, digits=7),
    Kind("PHONE", _ON_ITS_OWN, digits=7),
)
