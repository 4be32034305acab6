"""Columns: which column, or dotted path, of a sample holds which field.

In go a sample and the preset that fits it best, out come the fields, each with a column whose cells look the part: an
id is another in each row, an address has an @, a language is a code. A column that only has the name is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from insight.config import FieldMap, Preset
from insight.records import RatingScale
from insight.sources.cells import as_rating
from insight.sources.guess.names import HOLDERS, NAMES, NOT_THE_CUSTOMERS
from insight.sources.guess.samples import Sample
from insight.sources.mapping import locate
from insight.sources.presets import PRESETS
from insight.sources.refusals import Refused

IN_BRACKETS = re.compile(r"\([^()]*\)")
SPACING = re.compile(r"[\s_\-]+")
CODE = re.compile(r"[A-Za-z]{2,3}")
LANGUAGE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")
RECOMMEND = re.compile(r"how likely|likel\w+ to recommend|recommend", re.IGNORECASE)
PERSONAL = ("customer_name", "customer_email")
MOST = 0.9
PROSE_LENGTH, PROSE_WORDS = 20, 4  # of the usual cell of a column of prose

Looks = Callable[[Sequence[str]], bool]


def spell(path: str) -> str:
    """Spell a path as NAMES does."""
    return SPACING.sub("", IN_BRACKETS.sub("", path)).casefold()


def find_path(paths: Sequence[str], names: Sequence[str], looks: Callable[[str], bool]) -> str | None:
    """Return the first path that has one of the names, as a whole or as its last steps, and looks the part."""
    spelled = {path: spell(path) for path in paths}
    for name in names:
        fitting = [path for path in paths if spelled[path] == name or _ends_with(spelled[path], name)]
        for path in sorted(fitting, key=lambda path: path.count(".")):
            if looks(path):
                return path
    return None


def _ends_with(spelled: str, name: str) -> bool:
    """Whether a nested path ends with a name, and speaks of the row rather than of a person, a reply or a tag in it."""
    before = spelled.removesuffix(f".{name}")
    return before != spelled and ("." in name or all(step in HOLDERS for step in before.split(".")))


def find_rating(sample: Sample, scale: RatingScale) -> str | None:
    """Return the column whose cells are ratings of a scale."""
    names = ("npsscore", "nps", "score", "rating") if scale == "nps" else NAMES["rating"]
    found = find_path(sample.paths, names, lambda path: _are_ratings(sample.values(path), scale))
    asked = [path for path in sample.paths if RECOMMEND.search(path) and _are_ratings(sample.values(path), scale)]
    return found or (asked[0] if asked and scale == "nps" else None)


def _are_ratings(values: Sequence[str], scale: RatingScale) -> bool:
    return bool(values) and all(_is_rating(value, scale) for value in values)


def _is_rating(value: str, scale: RatingScale) -> bool:
    try:
        as_rating(value, scale)
    except Refused:
        return False
    return True


def find_columns(sample: Sample, preset: Preset, rating: str | None) -> dict[str, str]:
    """Name the column of each field but the times: the preset's own choice, else one by its name and its cells."""
    located = locate(sample.keys, PRESETS[preset].columns)
    fields: dict[str, str] = {}
    for key in FieldMap.model_fields:
        paths = [".".join(path) for path in located.get(key, ())]
        there = [path for path in paths if sample.values(path)]
        if key in PERSONAL and len(there) > 1:
            continue  # the preset looks into all of them, a field that is named into one
        own = there[0] if there else None
        found = own if own or key in ("created_at", "updated_at") else _find_unnamed(sample, key, fields)
        if found and (key != "rating" or rating is not None):
            fields[key] = found
    if rating is not None:
        fields["rating"] = rating
    if tags := find_path([*sample.names, *sample.paths], (*NAMES["tags"], "tags.tags"), lambda path: True):
        fields.setdefault("tags", tags)
    return fields


def _find_unnamed(sample: Sample, key: str, taken: Mapping[str, str]) -> str | None:
    looks = _LOOKS.get(key)
    is_taken = set(taken.values()) - {taken.get("customer", "")}

    def fits(path: str) -> bool:
        if path in is_taken or (key in ("title", "text") and is_ours(path)):
            return False
        values = sample.values(path)
        return _are_all_there(values, sample) if key == "id" else bool(values) and (looks is None or looks(values))

    return find_path(sample.paths, NAMES.get(key, ()), fits) if key not in ("rating", "tags") else None


def is_ours(path: str) -> bool:
    """Whether a column holds words of the team, by its name."""
    return any(word in path.casefold() for word in NOT_THE_CUSTOMERS)


def _are_all_there(values: Sequence[str], sample: Sample) -> bool:
    """Whether they can be ids: one in each row, few of them twice (the versions of one thing)."""
    return len(values) == len(sample.rows) and len(set(values)) >= MOST * len(values)


def find_prose(sample: Sample, taken: Mapping[str, str]) -> list[str]:
    """Return the columns of sentences that no field has yet, the longest first.

    Left out are words of the team, and choices: what the same few cells say over and over.
    """
    lengths: dict[str, float] = {}
    for path in sample.paths:
        values = sample.values(path)
        if values and path not in taken.values() and not is_ours(path) and not values[0].startswith(("http", "{", "[")):
            length, words = (sum(map(size, values)) / len(values) for size in (len, lambda text: len(text.split())))
            if length >= PROSE_LENGTH and words >= PROSE_WORDS and len(set(values)) >= len(values) / 2:
                lengths[path] = length
    return sorted(lengths, key=lambda path: -lengths[path])


def _mostly(pattern: re.Pattern[str], values: Sequence[str]) -> bool:
    return sum(bool(pattern.fullmatch(value)) for value in values) >= MOST * len(values)


_LOOKS: dict[str, Looks] = {
    "customer_email": lambda values: sum("@" in value for value in values) >= MOST * len(values),
    "country": partial(_mostly, CODE),
    "language": partial(_mostly, LANGUAGE),
    "url": lambda values: all(value.startswith(("https://", "http://")) and "/api/" not in value for value in values),
    "title": lambda values: sum(map(len, values)) / len(values) < 300,
}
