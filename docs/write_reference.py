"""Write docs/configuration.md and docs/tables.md from the code: `python docs/write_reference.py`.

A test holds the files against what this writes, so that neither can fall behind.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel

from insight.config import AccountsSettings, CommentMap, FieldMap, ReleaseSettings, ReplyMap, Settings, SourceSettings
from insight.relations import read_relations, sql_folder

HERE = Path(__file__).parent

NESTED = {
    "sources": ("[sources.NAME]", SourceSettings),
    "fields": ("[sources.NAME.fields]", FieldMap),
    "comments": ("[sources.NAME.comments]", CommentMap),
    "replies": ("[sources.NAME.replies]", ReplyMap),
    "accounts": ("[accounts]", AccountsSettings),
    "releases": ("[releases]", ReleaseSettings),
}

CONFIGURATION = """# Configuration

One file, `insight.toml`, read by every command (`--config` names another). All paths in it are relative to its folder.
Each key can be set by an environment variable, which wins: `INSIGHT_CURRENCY=USD`, `INSIGHT_PUBLISH__KEEP=3`.
An unknown key is refused with the nearest name that exists. Secrets never stand in the file:
`INSIGHT_PSEUDONYM_KEY` is read from the environment only; without it, a key is made once in the data folder.

`insight init FILE ...` writes a commented file for the exports that it is pointed at. What the presets of a source
expect, and configurations to copy, stand in [sources.md](sources.md).
"""

TABLES = """# Tables

Every published table (`marts`), with what one row is and what each column says. A snapshot holds the same tables as
`insight.duckdb`, Parquet and CSV. Ids are opaque and never used again, times are UTC, money stands beside its currency,
shares are 0 to 1 and stand beside their base. A column that says "null until ..." is there so that queries written
today go on working.
"""


def configuration() -> str:
    """The keys of the settings file, table by table."""
    return CONFIGURATION + "\n" + "\n".join(_describe_model(Settings, "Top of the file"))


def tables() -> str:
    """The published tables, from the notes of their SQL files."""
    parts = [TABLES]
    for relation in read_relations(sql_folder()).values():
        if relation.schema == "marts":
            rows = "\n".join(f"| `{name}` | {note} |" for name, note in relation.notes.items())
            parts.append(f"## {relation.name}\n\n{relation.grain}\n\n| column | says |\n|---|---|\n{rows}\n")
    return "\n".join(parts)


def _describe_model(model: type[BaseModel], title: str) -> Iterator[str]:
    nested: list[tuple[str, type[BaseModel]]] = []
    yield f"## {title}\n\n{(model.__doc__ or '').strip()}\n\n| key | default | says |\n|---|---|---|"
    for name, field in model.model_fields.items():
        if name in ("root", "pseudonym_key", "polish_key"):
            continue
        inner = _model_in(field.annotation)
        if name in NESTED or inner:
            nested.append(NESTED.get(name, (f"[{name}]", inner)))  # type: ignore[arg-type]
            continue
        default = "required" if field.is_required() else _written(field.default, field.default_factory)
        yield f"| `{name}` | {default} | {field.description or ''}{_choices(field.annotation)} |"
    yield ""
    for heading, part in nested:
        yield from _describe_model(part, heading)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    options = [annotation, *get_args(annotation)]
    return next((o for o in options if isinstance(o, type) and issubclass(o, BaseModel)), None)


def _choices(annotation: Any) -> str:
    options = [
        option for arg in (annotation, *get_args(annotation)) for option in get_args(arg) if isinstance(option, str)
    ]
    return " One of: " + ", ".join(f"`{option}`" for option in dict.fromkeys(options)) + "." if options else ""


def _written(default: Any, factory: Any) -> str:
    value = factory() if factory else default
    return "none" if value in (None, {}, ()) else f"`{value}`"


if __name__ == "__main__":
    (HERE / "configuration.md").write_text(configuration(), encoding="utf-8")
    (HERE / "tables.md").write_text(tables(), encoding="utf-8")
