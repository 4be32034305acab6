"""Examples of statements, by which kinds are judged, and the vectors of those that are built in.

In go `exemplars.toml` and a team's own files; out come examples. Refuses, naming the file, what is no TOML, no kind or
no type of pain. The vectors of the built-in ones are kept in `exemplars.npz` (by `python -m benchmarks.fit_exemplars`),
because encoding them takes ten seconds of processor time; on the grid of 2^-11 on which they are compared, so that
nothing is judged differently by them.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from insight.errors import ConfigError
from insight.records import KINDS, Kind, PainType, content_hash, text_key

# What drains the battery is told apart from what is slow, though both are published as performance.
FineType = PainType | Literal["energy"]

PAIN_TYPES: tuple[PainType, ...] = get_args(PainType)
FINE_TYPES: tuple[FineType, ...] = (*PAIN_TYPES, "energy")
VECTOR_BITS = 11  # binary places to which vectors are rounded before they are compared

_VECTORS = files("insight.statements").joinpath("exemplars.npz")


@dataclass(frozen=True, slots=True)
class Exemplar:
    """An example statement, its kind and, where it is a pain, its type.

    One that is a whole text of a customer (`is_whole`), as a person labelled it, teaches its words too (wording.py).
    """

    text: str
    kind: Kind
    pain_type: FineType | None = None
    is_whole: bool = False


def load_exemplars(*own: Path) -> tuple[Exemplar, ...]:
    """Read the built-in examples and those of a team's own files; of a text that stands twice the last one counts."""
    built_in = files("insight.statements").joinpath("exemplars.toml").read_text(encoding="utf-8")
    exemplars = parse_exemplars(built_in, "exemplars.toml")
    for path in own:
        try:
            content = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"statements: {path} cannot be read: {error}") from None
        exemplars += parse_exemplars(content, str(path))
    return tuple({text_key(one.text): one for one in exemplars}.values())


def write_exemplars(exemplars: Sequence[Exemplar], heading: str) -> str:
    """Write examples as `parse_exemplars` reads them: by kind, pains by their type, in the order of their words."""
    tables: dict[str, dict[str, set[str]]] = {}
    for one in exemplars:
        table = tables.setdefault(f"pain.{one.pain_type or 'any'}" if one.kind == "pain" else one.kind, {})
        table.setdefault("wholes" if one.is_whole else "texts", set()).add(one.text)
    parts = ["".join(f"# {line}\n" for line in heading.splitlines())]
    for name, table in sorted(tables.items()):
        parts.append(f"[{name}]\n" + "".join(_as_list(key, table[key]) for key in sorted(table)))
    return "\n".join(parts)


def _as_list(name: str, texts: Collection[str]) -> str:
    lines = "".join(f"  {json.dumps(text, ensure_ascii=False)},\n" for text in sorted(texts))
    return f"{name} = [\n{lines}]\n"


def parse_exemplars(content: str, name: str) -> list[Exemplar]:
    """Read examples from TOML; raise ConfigError, naming the file `name`, where they are not as they should be."""
    try:
        tables: dict[str, Any] = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{name} is not valid TOML: {error}") from None
    exemplars: list[Exemplar] = []
    for kind, table in tables.items():
        if kind not in KINDS:
            raise ConfigError(f"{name}: no kind '{kind}'; there are: {', '.join(KINDS)}")
        types = table if kind == "pain" and not {"texts", "wholes"} & set(table) else {None: table}
        for name_of_type, entry in types.items():
            pain_type = None if name_of_type == "any" else name_of_type
            if pain_type is not None and pain_type not in FINE_TYPES:
                raise ConfigError(f"{name}: no pain type '{pain_type}'; there are: {', '.join(FINE_TYPES)}")
            lists = {key: entry[key] for key in ("texts", "wholes") if key in entry} if isinstance(entry, dict) else {}
            for key, texts in (lists or {"texts": None}).items():
                if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
                    raise ConfigError(f'{name}: [{kind}] needs {key} = ["...", ...]')
                exemplars.extend(Exemplar(text, kind, pain_type, is_whole=key == "wholes") for text in texts)
    return exemplars


def known_vectors(encoder: str) -> Mapping[str, NDArray[np.float32]]:
    """Return the kept vectors of built-in examples by one encoder, by text; empty for an encoder of another name.

    An example whose text was edited is not among them.
    """
    with _VECTORS.open("rb") as file, np.load(file) as arrays:
        if encoder not in arrays:
            return {}
        rows = arrays[encoder].astype(np.float32) / 2.0**VECTOR_BITS
        by_key = dict(zip(arrays["text_hashes"].tolist(), rows, strict=True))
    texts = (one.text for one in load_exemplars())
    return {text: by_key[key] for text in texts if (key := content_hash(text)) in by_key}


def write_vectors(path: Path, vectors: Mapping[str, NDArray[np.float32]]) -> None:
    """Write what `known_vectors` reads: for each encoder the vectors of all built-in examples, shape (n, d)."""
    hashes = np.array([content_hash(one.text) for one in load_exemplars()])
    whole = {encoder: np.rint(rows * 2.0**VECTOR_BITS).astype(np.int16) for encoder, rows in vectors.items()}
    np.savez_compressed(path, text_hashes=hashes, **whole)
