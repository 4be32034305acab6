"""Schemes: how the labels of a team's file stand to the kinds of statements and the types of pain.

In go the labels of a file; out comes which of them each of our finest kinds ("leaves") counts as. Labels are known by
their names (pain, bug, feature request, battery, other ...), or by a mapping that the caller gives. Refuses labels
that it cannot place.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from insight.errors import ConfigError
from insight.records import KINDS
from insight.statements.exemplars import FINE_TYPES
from insight.statements.kinds import Array

# The finest that is told apart: pain by its type, and the other kinds.
LEAVES: tuple[str, ...] = (*(f"pain.{name}" for name in FINE_TYPES), *KINDS[1:])
QUIET = frozenset(("praise", "question", "other"))  # what a text is when none of its statements asks for work

_KNOWN: Mapping[str, tuple[str, ...]] = {
    "pain": ("problem", "complaint", "pain point"),
    "bug": ("bug report", "defect", "error", "issue", "crash", "bugs", "problem discovery"),
    "request": ("feature", "feature request", "suggestion", "enhancement", "wish", "requests", "idea"),
    "missing": ("missing feature", "lack"),
    "performance": ("speed", "slow", "slowness"),
    "energy": ("battery", "power"),
    "usability": ("ux", "ui", "design"),
    "security": ("privacy", "safety"),
    "pricing": ("price", "cost", "billing", "payment", "ads"),
    "service": ("support", "customer service"),
    "docs": ("documentation", "help page"),
    "praise": ("positive", "compliment", "rating"),
    "question": ("inquiry", "information seeking", "how to", "query"),
    "other": ("none", "rest", "misc", "noise", "irrelevant", "information giving", "user experience"),
}
NAMES: Mapping[str, str] = {alias: name for name, aliases in _KNOWN.items() for alias in (name, *aliases)}
# Where a set has no label of that name, a leaf counts as the first of these that it has. What is lacking is a request
# in sets that tell bugs from requests, and a pain in sets that tell pains from requests.
_COUNTS_AS: Mapping[str, tuple[str, ...]] = {
    "pain.bug": ("bug", "pain"),
    "pain.usability": ("usability", "pain", "bug"),
    "pain.performance": ("performance", "pain", "bug"),
    "pain.energy": ("energy", "performance", "pain", "bug"),
    "pain.missing": ("missing", "pain", "request", "bug"),
    "pain.pricing": ("pricing", "pain", "bug"),
    "pain.service": ("service", "pain", "bug"),
    "pain.docs": ("docs", "usability", "pain", "bug"),
    "pain.security": ("security", "pain", "bug"),
    "request": ("request", "missing"),
    "praise": ("praise", "other"),
    "question": ("question", "other"),
    "other": ("other",),
}


@dataclass(frozen=True, slots=True)
class Scheme:
    """The labels of a set, and for each leaf the place of the label that it counts as; -1 where it has none."""

    labels: tuple[str, ...]
    places: tuple[int, ...]

    @property
    def quiet(self) -> tuple[bool, ...]:
        """For each label, whether only leaves that ask for no work count as it."""
        return tuple(
            all(leaf in QUIET for leaf, place in zip(LEAVES, self.places, strict=True) if place == at)
            for at in range(len(self.labels))
        )

    def leaves_of(self, label: str) -> list[int]:
        """Places in LEAVES that count as a label."""
        return [leaf for leaf, place in enumerate(self.places) if place >= 0 and self.labels[place] == label]


def find_scheme(found: Collection[str], fold: Mapping[str, str] | None = None) -> tuple[Scheme, dict[str, str]]:
    """Return the scheme of a set's labels, and the name that each label goes by; raise ConfigError for unknown ones.

    `fold` maps labels as written to names of ours; the labels of the scheme are our names.
    """
    given = {_plain(label): name for label, name in (fold or {}).items()}
    goes_by: dict[str, str] = {}
    unknown: list[str] = []
    for label in sorted(found):
        name = NAMES.get(_plain(given.get(_plain(label), label)))
        if name is None:
            unknown.append(label)
        else:
            goes_by[label] = name
    if unknown:
        raise ConfigError(
            f"unknown label{'s' if len(unknown) > 1 else ''} {', '.join(repr(one) for one in unknown[:5])}; known are "
            f"{', '.join(_KNOWN)}. Say what it is with: --fold '{unknown[0]}=bug'"
        )
    labels = tuple(name for name in _KNOWN if name in goes_by.values())
    if len(labels) < 2:
        raise ConfigError(f"all labels are '{labels[0]}'; nothing can be told apart by one label")
    places = tuple(next((labels.index(n) for n in _COUNTS_AS[leaf] if n in labels), -1) for leaf in LEAVES)
    return Scheme(labels, places), goes_by


def _plain(label: str) -> str:
    return " ".join(label.replace("_", " ").replace("-", " ").casefold().split())


def gather(leaves: Array, owners: NDArray[np.int_], count: int, scheme: Scheme) -> Array:
    """Return probabilities of labels for `count` texts, from those of the leaves of their statements.

    Row i of `leaves` belongs to a statement of text `owners[i]`. A text is what its most telling statement is: each
    kind that asks for work is as likely as in the statement where it is likeliest; what else it may be takes the rest.
    """
    by_label = np.zeros((len(leaves), len(scheme.labels)))
    for leaf, place in enumerate(scheme.places):
        if place >= 0:
            by_label[:, place] += leaves[:, leaf]
    quiet = np.array(scheme.quiet)
    chances = np.zeros((count, len(scheme.labels)))
    np.maximum.at(chances, owners, by_label)
    if quiet.any():
        total = np.zeros_like(chances)
        np.add.at(total, owners, by_label)
        rest = 1.0 - chances[:, ~quiet].max(axis=1, initial=0.0)
        chances[:, quiet] = rest[:, None] * _shares(total[:, quiet])
    return _shares(chances)


def _shares(values: Array) -> Array:
    """Scale rows to a sum of one; a row of zeros becomes even."""
    sums = values.sum(axis=1, keepdims=True)
    shares: Array = np.where(sums > 0, values / np.where(sums > 0, sums, 1.0), 1.0 / max(values.shape[1], 1))
    return shares


def leaf_rows(kinds: Array, types: Array) -> Array:
    """Join probabilities of kinds, shape (n, 5), and of fine types of pain, shape (n, 9), into those of LEAVES."""
    joined: Array = np.hstack([kinds[:, :1] * types, kinds[:, 1:]])
    return joined


def leaf_example(leaf: int) -> tuple[str, str | None]:
    """Return the kind of a leaf and, for a pain, its type."""
    kind, _, pain_type = LEAVES[leaf].partition(".")
    return kind, pain_type or None
