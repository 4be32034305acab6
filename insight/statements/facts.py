"""Facts that customers mention in passing: version, platform, error codes.

In goes text; out come values in one spelling, and where they stand. A number is a version only where the text says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from insight.statements.guarded import guard

_VERSION = re.compile(
    r"\b(?:v(?:ersion|ers|er)?\.?\s{0,2}(?:is |no\.? |number )?)(\d{1,4}(?:\.\d{1,6}){0,4}(?:esr|b\d{1,2}|[a-z])?)\b"
    r"|\b(?:the |after |since )(\d{1,4}(?:\.\d{1,6}){0,3}(?:esr)?) (?:update|upgrade|release|version)\b"
    r"|(?:update|upgrade|upgraded|updated|release|updating|upgrading)(?:d)? (?:to "
    r"|from )?(?:version )?(\d{1,4}(?:\.\d{1,6}){0,4}(?:esr)?)\b"
    r"|(?<![\d.])(\d{1,4}\.\d{1,4}\.\d{1,6}(?:esr)?)(?![\d.])",
    re.IGNORECASE,
)
_PLATFORMS: tuple[tuple[str, str], ...] = (
    (r"(?:microsoft )?win(?:dows)?[ -]?(11|10|8\.1|8|7|xp|vista)\b", "Windows"),
    (r"windows\b", "Windows"),
    (
        r"(?:mac ?os(?: x)?|os ?x|big sur|monterey|ventura|sonoma|sequoia|catalina)(?: ?(\d{1,2}(?:\.\d{1,2}){0,2}))?\b"
        r"|mac(?:book|mini)?\b|imac\b",
        "macOS",
    ),
    (r"ios ?(\d{1,2}(?:\.\d{1,2}){0,2})?\b", "iOS"),
    (r"ipad(?:os)?\b", "iPad"),
    (r"iphone\b", "iPhone"),
    (r"android ?(\d{1,2}(?:\.\d{1,2}){0,2})?\b", "Android"),
    (r"(?:galaxy|samsung|pixel|nexus|huawei|xiaomi|oneplus|motorola|htc)\b", "Android"),
    (r"(?:k?ubuntu|linux|debian|fedora|mint|manjaro|opensuse|arch)\b", "Linux"),
    (r"chromebook\b|chrome ?os\b", "ChromeOS"),
    (r"chrome\b", "Chrome"),
    (r"firefox\b", "Firefox"),
    (r"safari\b", "Safari"),
)
_PLATFORM = guard(
    "|".join(f"(?P<p{place}>\\b(?:{pattern}))" for place, (pattern, _) in enumerate(_PLATFORMS)),
    (
        *"win mac osx sur monterey ventura sonoma sequoia catalina ios ipad iphone android galaxy samsung htc".split(),
        *"pixel nexus huawei xiaomi oneplus motorola ubuntu linux debian fedora mint manjaro suse arch chrom".split(),
        *("os x", "firefox", "safari"),
    ),
)
_DIGIT = re.compile(r"\d")
_ERROR_CODE = re.compile(
    r"\b(0x[0-9A-Fa-f]{4,8}|(?-i:[A-Z]{2,10}(?:_[A-Z0-9]{2,20}){1,6}))\b|\b(?:error|code)(?: code)?[ :#]{1,3}(-?\d{2,6}"
    r"|[A-Z]{1,5}-?\d{1,6})\b",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(r"<[A-Z]+_\d+>")


@dataclass(frozen=True, slots=True)
class Fact:
    """What a text states in passing: `text[start:end]` is where."""

    name: Literal["version", "platform", "error_code"]
    value: str
    start: int
    end: int


def find_version(text: str) -> Fact | None:
    """Return the first version of the product that the text names, such as "115.3.1"."""
    if _DIGIT.search(text) is None:
        return None
    # A platform's number is not the product's; blanks keep the places.
    bare = _PLATFORM.blank(text)
    for match in _VERSION.finditer(bare):
        group = next(number for number in range(1, _VERSION.groups + 1) if match[number])
        return Fact("version", match[group].lower(), *match.span(group))
    return None


def find_platform(text: str) -> Fact | None:
    """Return the first platform that the text names, such as "Windows 11" or "Android"."""
    match = _PLATFORM.search(text)
    if match is None or match.lastgroup is None:
        return None
    named = [name for name, value in match.groupdict().items() if value]
    name = _PLATFORMS[int(named[0][1:])][1]
    number = next(
        (group for group in match.groups() if group and re.fullmatch(r"[\d.]+|xp|vista", group, re.IGNORECASE)), None
    )
    return Fact("platform", f"{name} {number}" if number else name, *match.span())


def find_facts(text: str) -> list[Fact]:
    """Return all of them: the version, the platform and every error code."""
    found = (find_version(text), find_platform(text), *_error_codes(text))
    return [fact for fact in found if fact is not None]


def _error_codes(text: str) -> Iterator[Fact]:
    bare = _PLACEHOLDER.sub(lambda match: " " * len(match[0]), text)
    for match in _ERROR_CODE.finditer(bare):
        group = next(number for number in range(1, _ERROR_CODE.groups + 1) if match[number])
        yield Fact("error_code", match[group], *match.span(group))
