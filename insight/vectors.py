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
    import numpy as np
    from numpy.typing import NDArray

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
        rows = [row_of[key] for key in self.keys]
        return (np.concatenate(parts) if len(parts) > 1 else parts[0])[rows]


class VectorStore:
    """The vectors of one encoder, kept in the work file."""

    def __init__(self, warehouse: Warehouse, name: str, open_encoder: Callable[[], Encoder], tell: Listener) -> None:
        self._warehouse = warehouse
        self.name = name
        self._open_encoder = open_encoder
        self._tell = tell
        self._encoded, self._told = (_Kept(warehouse, table, name) for table in (_VECTORS, _TOLD))

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
        known, vectors = self._encoded.find(sorted(by_key))
        if or_told:
            told, more = self._told.find(sorted(by_key.keys() - set(known)))
            vectors = np.concatenate([part for part in (vectors, more) if len(part)] or [vectors])
            known = [*known, *told]
        missing = {key: by_key[key] for key in sorted(by_key.keys() - set(known))}
        return Lookup(keys, known, vectors, missing)

    def keep(self, keys: Sequence[str], vectors: Vectors, *, as_told: bool = False) -> None:
        """Keep the vectors of texts by their keys; a key that came in meanwhile keeps its first vector."""
        (self._told if as_told else self._encoded).add(keys, vectors)


class _Kept:
    """The rows of a table that hold one encoder's vectors, and where they lie.

    Asked by key, DuckDB reads the whole column, so that each batch would cost as much as all before it together. By
    place it reads what lies there. A place and half a key take 16 bytes here; rows are only ever added. Should a place
    be wrong all the same, the key that is read with the vector tells, and the text counts as new.
    """

    def __init__(self, warehouse: Warehouse, table: str, encoder: str) -> None:
        import numpy as np

        self._warehouse, self._table, self._encoder = warehouse, table, encoder
        self._halves = np.empty(0, dtype=np.uint64)  # of the keys, sorted
        self._places = np.empty(0, dtype=np.int64)  # the row of each
        self._seen_to = -1

    def find(self, keys: Sequence[str]) -> tuple[Sequence[str], Vectors]:
        """Return those of the keys that are kept, and their vectors."""
        import numpy as np

        places = self._places_of(keys)
        if not len(places):
            return [], np.empty((0, 0), dtype=np.float32)
        found = self._warehouse.arrow_batches(
            f"select text_hash, vector from {self._table} "
            "where rowid in (select unnest($places::bigint[])) and text_hash in (select unnest($keys::varchar[]))",
            {"places": places.tolist(), "keys": keys},
        )
        known: list[str] = []
        vectors: Vectors = np.empty((0, 0), dtype=np.float32)
        for batch in filter(len, found):  # of many vectors there is one copy, and a batch
            some = batch["vector"].flatten().to_numpy().reshape(len(batch), -1)
            if not known:
                vectors = np.empty((len(places), some.shape[1]), dtype=np.float32)
            vectors[len(known) : len(known) + len(batch)] = some
            known += batch["text_hash"].to_pylist()
        return known, vectors[: len(known)]

    def add(self, keys: Sequence[str], vectors: Vectors) -> None:
        """Keep the vectors of those keys that have none yet."""
        import numpy as np
        import pyarrow as pa

        uncommitted = self._warehouse.rows(
            f"select text_hash from {self._table} where rowid >= $uncommitted and encoder = $encoder",
            {"encoder": self._encoder, "uncommitted": _UNCOMMITTED},
        )
        known = {row["text_hash"] for row in uncommitted}.union(self.find(keys)[0])
        new = [row for row, key in enumerate(keys) if key not in known]
        if not new:
            return
        offsets = np.arange(len(new) + 1, dtype=np.int32) * vectors.shape[1]
        columns = {
            "text_hash": pa.array([keys[row] for row in new]),
            "encoder": pa.array([self._encoder] * len(new)),
            "vector": pa.ListArray.from_arrays(pa.array(offsets), pa.array(vectors[new].ravel())),
        }
        self._warehouse.append_arrow(self._table, pa.table(columns))

    def _places_of(self, keys: Sequence[str]) -> NDArray[np.int64]:
        import numpy as np

        self._catch_up()
        halves = np.array([int(key[:16], 16) for key in keys], dtype=np.uint64)
        at = np.searchsorted(self._halves, halves)
        is_there = at < len(self._halves)
        is_there[is_there] = self._halves[at[is_there]] == halves[is_there]
        return np.sort(self._places[at[is_there]])

    def _catch_up(self) -> None:
        """Learn where the rows lie that came since."""
        import numpy as np

        came = self._warehouse.arrow(
            "select ('0x' || left(text_hash, 16))::ubigint as half, rowid as place, encoder = $encoder as is_ours "
            f"from {self._table} where rowid > $seen_to and rowid < $uncommitted order by half",
            {"encoder": self._encoder, "seen_to": self._seen_to, "uncommitted": _UNCOMMITTED},
        )
        if not len(came):
            return
        self._seen_to = int(np.max(came["place"].to_numpy()))
        came = came.filter(came["is_ours"])
        halves, places = came["half"].to_numpy(), came["place"].to_numpy()
        at = np.searchsorted(self._halves, halves)
        self._halves, self._places = np.insert(self._halves, at, halves), np.insert(self._places, at, places)


_VECTORS, _TOLD = "mined.vectors", "mined.told_vectors"
_UNCOMMITTED = 1 << 54  # DuckDB gives the rows of an open transaction numbers beyond this
