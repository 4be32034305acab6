"""The work of a worker: statements of a batch get their vectors and are judged.

In go batches of messages that have been read; out come judged statements, and the vectors that were new. Nothing here
knows the work file: what a worker loads it opens by a `Reading`, which names it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Self

from insight.config import Settings
from insight.records import MessageToRead, Statement
from insight.warehouse import Row

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from insight.distilled import Distilled
    from insight.encoder import Encoder, EngineName, Vectors
    from insight.statements import KindModel, Reader, ReadMessage, Signs
    from insight.vectors import Lookup

GROUPED = ("pain", "request", "praise")  # kinds of statements that themes hold
# What may be kept, as told from its words, is encoded and judged by that; where themes do with what was told, so is
# only what is not surely kept. Of 3,488 statements of Thunderbird's forum that the words were not learned from, 66 %
# are encoded so, and of those that themes hold, which are kept from .4 on, 1.9 % are lost; from .25 on 71 % and .7 %.
_MAY_BE_KEPT = 0.31
_IS_SURELY_KEPT = 0.6


@dataclass(frozen=True)
class Reading:
    """What a reader and its encoders are opened by, here or in a worker."""

    engine: EngineName
    encoder_path: Path | None
    max_characters: int
    kind_floor: float
    exemplars: tuple[Path, ...]
    product: str
    threads: int

    @classmethod
    def by(cls, settings: Settings) -> Self:
        model = settings.encoder_path
        return cls(
            settings.encoder,
            settings.at(model) if model else None,
            settings.statements.max_characters,
            settings.statements.kind_floor,
            settings.exemplar_files,
            settings.product,
            threads=1 if settings.workers > 1 else 2,
        )

    def open_encoder(self, is_english: bool) -> Encoder:
        from insight.encoder import open_encoder, open_multilingual

        if is_english:
            return open_encoder(self.engine, self.encoder_path, threads=self.threads)
        return open_multilingual()


@cache
def open_reader(reading: Reading) -> Reader:
    """One reader a process: it holds the grammar, and what it has parsed."""
    from insight.statements import Reader

    return Reader(
        max_characters=reading.max_characters,
        kind_floor=reading.kind_floor,
        exemplars=reading.exemplars,
        products=[reading.product],
    )


def load(reading: Reading) -> None:
    """Load what a worker always needs, which takes seconds."""
    open_reader(reading).load()
    reading.open_encoder(is_english=True)


@dataclass(frozen=True)
class Group:
    """Statements that are judged by the same evidence: the vectors of one encoder, or cues alone (no lookup)."""

    statements: Sequence[Statement]
    signs: Sequence[Signs]
    model: KindModel
    lookup: Lookup | None = None
    is_english: bool = True
    distilled: Path | None = None  # where vectors may be told from the words

    @property
    def is_encoded_english(self) -> bool:
        return self.lookup is not None and self.is_english


@dataclass(frozen=True)
class Batch:
    """Messages that have been read, with their statements ready to be judged."""

    reading: Reading
    landed: Sequence[Row]
    messages: Mapping[str, MessageToRead]
    read: Sequence[ReadMessage]
    groups: Sequence[Group]
    are_told_kept: bool = False  # themes will do with vectors that are told from words


@dataclass(frozen=True)
class Judged:
    """What a worker made of a batch: its statements, and the vectors that were new, for each group."""

    statements: Sequence[Statement]
    found: Sequence[Found]
    grouped: tuple[Sequence[str], Vectors] | None  # texts that themes will group by and that are new, with vectors


@dataclass(frozen=True)
class Found:
    """New vectors by the keys of their texts: those that were encoded, and those told from words that themes need."""

    encoded: Mapping[str, NDArray[np.float32]]
    told: Mapping[str, NDArray[np.float32]]


def judge_batch(batch: Batch) -> Judged:
    """Encode what is new and judge what was read: the work of a worker."""
    reader = open_reader(batch.reading)
    statements: list[Statement] = []
    found: list[Found] = []
    for group in batch.groups:
        vectors, new = None, Found({}, {})
        if group.lookup is not None:
            vectors, new = _find_vectors(batch, group, group.lookup)
        judged = reader.judge(group.statements, vectors, batch.messages, group.model, group.signs)
        if new.told and group.lookup is not None:
            held = {key for key, one in zip(group.lookup.keys, judged, strict=True) if _is_grouped(one)}
            new = replace(new, told={key: vector for key, vector in new.told.items() if key in held})
        found.append(new)
        statements += judged
    return Judged(statements, found, _encode_grouped(batch, found, statements))


def _is_grouped(one: Statement) -> bool:
    return one.is_specific and one.language == "en" and one.kind in GROUPED


def _encode_grouped(
    batch: Batch, found: Sequence[Found], statements: Sequence[Statement]
) -> tuple[Sequence[str], Vectors] | None:
    """Encode what English statements say in context, where they were judged by something else.

    Left to the themes, it would be done in one process, which would have to open the encoder for it.
    """
    known = {
        one.clean
        for group, new in zip(batch.groups, found, strict=True)
        if group.lookup is not None and group.is_english
        for one, key in zip(group.statements, group.lookup.keys, strict=True)
        if batch.are_told_kept or key not in new.told
    }
    texts = sorted({one.in_context for one in statements if _is_grouped(one)} - known)
    return (texts, batch.reading.open_encoder(is_english=True).encode(texts)) if texts else None


def _find_vectors(batch: Batch, group: Group, lookup: Lookup) -> tuple[Vectors, Found]:
    """Complete the vectors of a group: by the encoder or, where that will do, by the words."""
    missing = lookup.missing
    if group.distilled is not None:
        return _tell_vectors(batch, group, lookup, _open_distilled(group.distilled))
    if not missing:
        return lookup.complete(None), Found({}, {})
    encoded = batch.reading.open_encoder(group.is_english).encode(list(missing.values()))
    return lookup.complete(encoded), Found(dict(zip(missing, encoded, strict=True)), {})


def _tell_vectors(batch: Batch, group: Group, lookup: Lookup, distilled: Distilled) -> tuple[Vectors, Found]:
    """Tell vectors from the words, and encode what that leaves in doubt.

    Each statement's own doubt decides, not that its text was encoded before: which batch came first must not matter.
    """
    import numpy as np

    told = distilled.tell([one.clean for one in group.statements])
    in_doubt = _in_doubt(batch, group, told)
    by_words = dict(zip(lookup.keys, told, strict=True))
    doubted = {key for key, is_so in zip(lookup.keys, in_doubt, strict=True) if is_so}
    unsafe = [key for key in lookup.missing if key in doubted]
    encoder = batch.reading.open_encoder(group.is_english)
    by_encoder = dict(zip(unsafe, encoder.encode([lookup.missing[key] for key in unsafe]), strict=True))
    either = [by_encoder.get(key, by_words[key]) for key in lookup.missing]
    encoded = lookup.complete(np.array(either) if either else None)
    vectors = np.where(np.array(in_doubt)[:, None], encoded, told)
    return vectors, Found(by_encoder, {key: by_words[key] for key in lookup.missing if key not in by_encoder})


def _in_doubt(batch: Batch, group: Group, vectors: Vectors) -> list[bool]:
    """Tell for each statement whether the encoder must say what its words leave open."""
    reader = open_reader(batch.reading)
    chances = reader.keep_chances(group.statements, group.signs, vectors, batch.messages, group.model)
    return [chance >= _MAY_BE_KEPT and not (batch.are_told_kept and chance >= _IS_SURELY_KEPT) for chance in chances]


@lru_cache(maxsize=1)
def _open_distilled(path: Path) -> Distilled:
    from insight.distilled import Distilled

    return Distilled.load(path)
