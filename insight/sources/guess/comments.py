"""Comments: the list inside a sample's rows that holds the rest of their talk, with who wrote each message.

In goes a sample, out comes the settings' `comments`, or None. A list whose entries do not say who wrote them is none:
words of the team must not be taken for the customer's.
"""

from __future__ import annotations

from itertools import islice

from insight.config import CommentMap
from insight.sources.guess.columns import find_path
from insight.sources.guess.names import COMMENT_AUTHORS, COMMENT_ROLES, COMMENT_TEXTS, COMMENT_TIMES
from insight.sources.guess.samples import SAMPLE_ROWS, Sample, make_sample
from insight.sources.rows import Row


def find_comments(sample: Sample) -> CommentMap | None:
    """Find the list of messages; of several the one with most text."""
    found = [(size, comments) for path in sample.lists if (one := _look_into(path, sample)) for size, comments in [one]]
    return max(found, key=lambda one: one[0])[1] if found else None


def _look_into(path: str, sample: Sample) -> tuple[int, CommentMap] | None:
    entries = (entry for value in sample.found(path) for entry in value)
    rows = [Row(number, entry, b"") for number, entry in enumerate(islice(entries, SAMPLE_ROWS), start=1)]
    inside = make_sample(path, rows, sample.content)

    def holds(name: str) -> bool:
        return bool(inside.values(name))

    text = next((name for name in COMMENT_TEXTS if name in inside.keys and holds(name)), None)
    author = find_path(inside.paths, COMMENT_AUTHORS, holds)
    role = find_path(inside.paths, COMMENT_ROLES, holds)
    if text is None or not (author or role):
        return None
    named = {
        "text": text,
        "created_at": find_path(inside.paths, COMMENT_TIMES, holds),
        "author": author,
        "author_role": role,
    }
    size = sum(map(len, inside.values(text)))
    return size, CommentMap(path=path, **{key: name for key, name in named.items() if name is not None})
