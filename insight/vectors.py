"""Vectors by content: a text is encoded once, and read from the work file ever after.

In go texts; out comes one vector each, in order, from `mined.vectors` where the same text (case and white space do not
count) was encoded by the same encoder before. The encoder is opened only when a text is new to it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from insight.records import content_hash, text_key
from insight.warehouse import Warehouse

if TYPE_CHECKING:
    from insight.encoder import Encoder, Vectors

ENCODED_AT_ONCE = 4_096  # texts; what is done so far is kept when a run is cut off

Listener = Callable[[str, int, int | None], None]


class VectorStore:
    """The vectors of one encoder, kept in the work file."""

    def __init__(self, warehouse: Warehouse, name: str, open_encoder: Callable[[], Encoder], tell: Listener) -> None:
        self._warehouse = warehouse
        self._name = name
        self._open_encoder = open_encoder
        self._tell = tell

    @cached_property
    def _encoder(self) -> Encoder:
        return self._open_encoder()

    def read(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector per text, shape (n, dimension); texts that are new are encoded and kept."""
        import numpy as np

        keys = [content_hash(text_key(text)) for text in texts]
        by_key = dict(zip(keys, texts, strict=True))
        self._encode_missing(by_key)
        found = self._find(sorted(by_key))
        if not found[0]:
            return np.empty((0, 0), dtype=np.float32)
        row_of = {key: row for row, key in enumerate(found[0])}
        return found[1][[row_of[key] for key in keys]]

    def _encode_missing(self, texts: dict[str, str]) -> None:
        have = self._warehouse.rows(
            "select text_hash from mined.vectors where encoder = $encoder "
            "and text_hash in (select unnest($keys::varchar[]))",
            {"encoder": self._name, "keys": sorted(texts)},
        )
        missing = sorted(texts.keys() - {row["text_hash"] for row in have})
        for start in range(0, len(missing), ENCODED_AT_ONCE):
            keys = missing[start : start + ENCODED_AT_ONCE]
            self._keep(keys, self._encoder.encode([texts[key] for key in keys]))
            if len(missing) > ENCODED_AT_ONCE:
                self._tell("encoding statements", start + len(keys), len(missing))

    def _keep(self, keys: Sequence[str], vectors: Vectors) -> None:
        import numpy as np
        import pyarrow as pa

        offsets = np.arange(len(keys) + 1, dtype=np.int32) * vectors.shape[1]
        columns = [
            pa.array(keys),
            pa.array([self._name] * len(keys)),
            pa.ListArray.from_arrays(pa.array(offsets), pa.array(vectors.ravel())),
        ]
        self._warehouse.append_arrow("mined.vectors", pa.table(columns, names=["text_hash", "encoder", "vector"]))

    def _find(self, keys: Sequence[str]) -> tuple[list[str], Vectors]:
        import numpy as np

        table = self._warehouse.arrow(
            "select text_hash, vector from mined.vectors where encoder = $encoder "
            "and text_hash in (select unnest($keys::varchar[]))",
            {"encoder": self._name, "keys": list(keys)},
        )
        found = table["text_hash"].to_pylist()
        if not found:
            return [], np.empty((0, 0), dtype=np.float32)
        flat = table["vector"].combine_chunks().flatten().to_numpy(zero_copy_only=False)
        return found, flat.astype(np.float32, copy=False).reshape(len(found), -1)
