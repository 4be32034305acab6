"""Vectors by content: a text is encoded once, and read from the work file ever after.

In go texts; out comes one vector each, in order, from `mined.vectors` where the same text was encoded by
the same encoder before. What is missing can be encoded elsewhere: a `Lookup` says what, and is
completed with the answer. The encoder is opened here only when `read` meets a text that is new to it. Of large corpora
some vectors are told from the words alone; they are kept apart, and only those who ask for them get them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from insight.records import Listener, content_hash
from insight.warehouse import Warehouse

if TYPE_CHECKING:
    from insight.encoder import Encoder, Vectors

ENCODED_AT_ONCE = 4_096  # texts; what is done so far is kept when a run is cut off


@dataclass(frozen=True)
class Lookup:
    """What the store holds for some texts, and what it lacks."""

    keys: Sequence[str]  # one per text asked for
    known: Sequence[str]  # keys that were found
    vectors: Vectors  # of `known`, shape (k, d)
    missing: Mapping[str, str]  # key to text, in the order of the keys

    def complete(self, encoded: Vectors | None) -> Vectors:
        """Return one vector per text asked for, shape (n, d); `encoded` are those of `missing`, None for no text."""
        import numpy as np

        parts = [part for part in (self.vectors, encoded) if part is not None and len(part)]
        if not parts:
            return np.empty((0, 0), dtype=np.float32)
        row_of = {key: row for row, key in enumerate([*self.known, *self.missing])}
        return np.concatenate(parts)[[row_of[key] for key in self.keys]]


class VectorStore:
    """The vectors of one encoder, kept in the work file."""

    def __init__(self, warehouse: Warehouse, name: str, open_encoder: Callable[[], Encoder], tell: Listener) -> None:
        self._warehouse = warehouse
        self.name = name
        self._open_encoder = open_encoder
        self._tell = tell

    @cached_property
    def _encoder(self) -> Encoder:
        return self._open_encoder()

    def read(self, texts: Sequence[str], *, or_told: bool = False) -> Vectors:
        """Return one unit vector per text, shape (n, dimension); texts that are new are encoded and kept.

        With `or_told`, a vector that was told from the words will do.
        """
        import numpy as np

        lookup = self.look_up(texts, or_told=or_told)
        keys, new = list(lookup.missing), []
        for start in range(0, len(keys), ENCODED_AT_ONCE):
            part = keys[start : start + ENCODED_AT_ONCE]
            new.append(self._encoder.encode([lookup.missing[key] for key in part]))
            self.keep(part, new[-1])
            if len(keys) > ENCODED_AT_ONCE:
                self._tell("encoding statements", start + len(part), len(keys))
        return lookup.complete(np.concatenate(new) if new else None)

    def look_up(self, texts: Sequence[str], *, or_told: bool = False) -> Lookup:
        """Find what is kept for these texts."""
        import numpy as np

        keys = [content_hash(text) for text in texts]
        by_key = dict(zip(keys, texts, strict=True))
        known, vectors = self._find(_VECTORS, sorted(by_key))
        if or_told:
            told, more = self._find(_TOLD, sorted(by_key.keys() - set(known)))
            vectors = np.concatenate([part for part in (vectors, more) if len(part)] or [vectors])
            known = [*known, *told]
        missing = {key: by_key[key] for key in sorted(by_key.keys() - set(known))}
        return Lookup(keys, known, vectors, missing)

    def are_told(self, texts: Sequence[str]) -> list[bool]:
        """Tell for each text whether its vector was told from its words and it was never encoded."""
        keys = [content_hash(text) for text in texts]
        query = (
            f"select text_hash from {_TOLD} anti join {_VECTORS} using (text_hash, encoder) where encoder = $encoder"
        )
        told = {row["text_hash"] for row in self._warehouse.rows(query, {"encoder": self.name})}
        return [key in told for key in keys]

    def _find(self, table: str, keys: Sequence[str]) -> tuple[Sequence[str], Vectors]:
        """Return those of the keys that a table holds, and their vectors."""
        import numpy as np

        asked = {"encoder": self.name, "keys": keys}
        source = f"from {table} where encoder = $encoder and text_hash in (select unnest($keys::varchar[]))"
        # Keys first: of most texts nothing is known, and then no vector is read.
        known = [row["text_hash"] for row in self._warehouse.rows(f"select text_hash {source}", asked)] if keys else []
        if not known:
            return [], np.empty((0, 0), dtype=np.float32)
        found = self._warehouse.arrow(f"select text_hash, vector {source}", {**asked, "keys": sorted(known)})
        flat = found["vector"].combine_chunks().flatten().to_numpy(zero_copy_only=False)
        return found["text_hash"].to_pylist(), flat.astype(np.float32, copy=False).reshape(len(known), -1)

    def keep(self, keys: Sequence[str], vectors: Vectors, *, as_told: bool = False) -> None:
        """Keep the vectors of texts by their keys; a key that came in meanwhile keeps its first vector."""
        import numpy as np
        import pyarrow as pa

        if not len(keys):
            return
        offsets = np.arange(len(keys) + 1, dtype=np.int32) * vectors.shape[1]
        columns = [
            pa.array(list(keys)),
            pa.array([self.name] * len(keys)),
            pa.ListArray.from_arrays(pa.array(offsets), pa.array(vectors.ravel())),
        ]
        with self._warehouse.given(encoded=pa.table(columns, names=["text_hash", "encoder", "vector"])):
            self._warehouse.run(_KEEP.format(table=_TOLD if as_told else _VECTORS))


_VECTORS, _TOLD = "mined.vectors", "mined.told_vectors"

_KEEP = """
insert into {table}
select encoded.text_hash, encoded.encoder, encoded.vector
from encoded
anti join {table} as kept on kept.text_hash = encoded.text_hash and kept.encoder = encoded.encoder
"""
