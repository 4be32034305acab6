"""Text from outside on an HTML page: escaped, isolated in its reading direction, without unseen characters."""

from __future__ import annotations

import html

from insight.digest.blocks import Words
from insight.digest.cells import guard
from insight.targets.markdown import visible


def show_text(text: str) -> str:
    """The visible characters of a text, escaped for an element and for an attribute in quotes."""
    return html.escape(visible(text), quote=True)


def show_words(words: Words, *, is_cell: bool = False) -> str:
    """Words in an element of their own, so that a script that runs from right to left turns nothing around it."""
    language = f' lang="{show_text(words.language)}"' if words.language else ""
    return f"<bdi{language}>{show_text(guard(words.text) if is_cell else words.text)}</bdi>"
