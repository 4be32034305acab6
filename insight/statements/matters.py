"""Matters: what a complaint is about where it names no thing that fails: what it costs, or those who help.

In go the words of a pain and its type; out comes "price" or "support", or None. "No answer from support" names no part
of a product and still says what is wrong; "€20 a month for five invoices is too much" is no complaint about invoices.
Most complaints about money are about what was charged, and most that name support thank it or ask for it: so words
must call the price too high, or say that nobody answers. English alone.
"""

from __future__ import annotations

import re

from insight.records import PainType

_DEAR = re.compile(
    r"\b(?:expensive|overpriced|pricey|unaffordable|greed(?:y)?|rip-?off"
    r"|(?:can['’]?t|cannot|can not|unable to) afford (?:the|these|this|your|it|that)\b|out of (?:our |my )?reach"
    r"|(?:too (?:much|high)|steep|(?:not|hardly|out) (?:of |in )proportion|a lot of money"
    r"|(?:hard|difficult) to justify)$"
    r"|used to be (?:free|affordable|included|cheap(?:er)?)\b(?=.*\bnow\b)"
    r"|prices?(?: \w+){0,4}? (?:up|rais(?:e[ds]?|ing)|ris(?:e[ns]?|ing)|increas(?:e[ds]?|ing)|doubled?|tripled?|higher"
    r"|hikes?|jump(?:ed)?|hurts?)\b|(?:raised|increased) (?:price|fee|tariff|rate)s?\b)",
    re.I,
)
_STAFF = re.compile(
    r"\b(?:(?<!not )(?<!n['’]t )(?<!to )support|(?:wrote|written|e-?mailed|turned|complained) to (?:\w+ )?support"
    r"|help ?desk|service desk|customer (?:service|care)|hotline|call cent(?:er|re))\b",
    re.I,
)
_SILENT = re.compile(
    r"\b(?:not|never|nobody|no one|n['’]t|has yet to|fail(?:s|ed)? to)\s(?:\w+ ){0,2}?"
    r"(?:respond|answer|repl(?:y|ie)|react|call(?:ed|s)? back|get back|got back|write back)"
    r"|\b(?:no|without an?|without any) (?:answer|repl(?:y|ies)|response|reaction)\b"
    r"|\bwait(?:ing|ed)? (?:[\w-]+ ){0,6}?(?:answer|reply|response|support)\b|\b(?:worst|terrible|awful|useless)\b",
    re.I,
)
_UNHEARD = re.compile(
    r"\b(?:nobody|no one|never) (?:picks|picked) up the phone\b"
    r"|\bexpect(?:ed)? an? (?:answer|reply|response)\b.*\bnot after\b",
    re.I,
)


def find_matter(text: str, pain_type: PainType | None) -> str | None:
    """Return what a pain is about where that is no thing: "price" where it is called too high, or "support"."""
    if pain_type == "pricing" and _DEAR.search(text.strip(" .!?…")):
        return "price"
    is_left_alone = (_STAFF.search(text) and _SILENT.search(text)) or _UNHEARD.search(text)
    return "support" if pain_type == "service" and is_left_alone else None
