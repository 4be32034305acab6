"""Settings text: guessed settings as a commented `insight.toml`.

In go sources and accounts, out comes the text of a settings file: every guessed key with what it means, every optional
one that is most often wanted as a comment. What it writes, `load_settings` reads to the same settings.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from insight.config import AccountsSettings, Part, SourceSettings
from insight.sources.guess import Guessed

HEAD = """\
# Settings of Insight. Every key is described in docs/configuration.md.
# Paths are relative to this file; one that lies outside this folder must be absolute.
"""
HINTS = {
    "timezone": '# timezone = "Europe/Berlin"   # zone of times that name none\n',
    "url_pattern": '# url_pattern = "https://example.com/tickets/{id}"   # link to one feedback\n',
}
OBVIOUS = ("tag_separator", "timezone")  # not worth a line when it is what it would be anyway


def render_settings(guessed: Guessed, product: str) -> str:
    """Write the settings file."""
    head = HEAD + _line("product", product, "Name of the product, for rows that name none.")
    if guessed.currency is not None:
        head += _line("currency", guessed.currency, "Currency of all revenue; another one is refused.")
    parts = [head]
    parts += ["".join(_source_lines(name, source)) for name, source in guessed.sources.items()]
    if guessed.accounts is not None:
        parts.append("".join(_account_lines(guessed.accounts)))
    if guessed.releases is not None:
        parts.append("[releases]   # which version came out when\n" + "".join(_lines(guessed.releases)))
    return "\n".join(parts)


def _source_lines(name: str, source: SourceSettings) -> Iterator[str]:
    yield f"[sources.{name}]\n"
    yield from _lines(source, leave_out=("fields", "constants", "comments", "replies"))
    yield from (hint for key, hint in HINTS.items() if getattr(source, key) in (None, "UTC"))
    yield f"\n[sources.{name}.fields]   # which column, or dotted path, holds what; else the preset's choice\n"
    yield from _lines(source.fields)
    if source.comments is not None:
        yield f"\n[sources.{name}.comments]   # the list in each row with further messages\n"
        yield from _lines(source.comments)
    if source.replies is not None:
        yield f"\n[sources.{name}.replies]   # joined to the tickets by their id\n"
        yield from _lines(source.replies)


def _account_lines(accounts: AccountsSettings) -> Iterator[str]:
    yield "[accounts]   # plan, revenue and segment of each account, from a date on\n"
    yield from _lines(accounts)


def _lines(part: Part, leave_out: tuple[str, ...] = ()) -> Iterator[str]:
    """Write the keys that were set and are not what they would be anyway."""
    for key, about in type(part).model_fields.items():
        value = getattr(part, key)
        is_obvious = key in OBVIOUS and value == about.default
        if key in part.model_fields_set and key not in leave_out and value is not None and not is_obvious:
            yield _line(key, value, about.description or "")


def _line(key: str, value: object, comment: str) -> str:
    return f"{key} = {_toml(value)}   # {comment}\n"


def _toml(value: object) -> str:
    if isinstance(value, tuple | list):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    # JSON's strings, numbers and booleans are TOML's too, but for the one control character that JSON leaves bare.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
