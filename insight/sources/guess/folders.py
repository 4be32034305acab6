"""Folders: exports of several kinds that lie in one folder, as a path for each kind.

In goes a path, out come the paths that are sources of their own: the path itself where all its files have the same
columns, else a file or a glob for each kind. Files whose names differ in digits alone are taken for one kind unread.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fnmatch import fnmatchcase
from itertools import takewhile
from pathlib import Path

from insight.config import Settings
from insight.errors import SourceRejected
from insight.sources.files import find_files
from insight.sources.guess.samples import read_sample

ALIKE = 0.5  # of the columns of two files that either has, how many both must have to be of one kind
MOST_KINDS = 20  # past so many differently called files a folder is one source: nobody names each by hand
COUNTING = "0123456789-_ "  # what the names of monthly files differ in
DIGITS = re.compile(r"[\d\W_]+")


def split_kinds(path: str, root: Path) -> list[str]:
    """Return the paths of the kinds of files under a path."""
    settings = Settings(root=root)
    if not settings.at(path).is_dir():
        return [path]
    names = [found.name for found in find_files(path, settings, "insight init") if found.refusal is None]
    paths = [f"{path.rstrip('/')}/{name}" if Path(path).is_absolute() else name for name in names]
    called: dict[str, list[str]] = {}
    for one in paths:
        called.setdefault(DIGITS.sub("", Path(one).name), []).append(one)
    if len(called) == 1 or len(called) > MOST_KINDS:
        return [path]
    kinds = _join_alike(list(called.values()), root)
    return [path] if len(kinds) == 1 else [one for kind in kinds for one in _name_all(kind, paths)]


def _join_alike(groups: Sequence[list[str]], root: Path) -> list[list[str]]:
    """Join the groups whose first files have mostly the same columns."""
    kinds: list[tuple[set[str], list[str]]] = []
    for group in groups:
        keys = _columns_of(group[0], root)
        known = next((kind for kind in kinds if _likeness(keys, kind[0]) >= ALIKE), None)
        if known is None:
            kinds.append((keys, list(group)))
        else:
            known[1].extend(group)
    return [sorted(files) for _, files in kinds]


def _columns_of(path: str, root: Path) -> set[str]:
    try:
        return set(read_sample(path, root).keys)
    except SourceRejected:
        return {path}  # like no other: its guess says why it cannot be used


def _likeness(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other)


def _name_all(files: Sequence[str], paths: Sequence[str]) -> list[str]:
    """Name files by one glob if there is one that finds these and no other, else each."""
    start = _common_start(files).rstrip(COUNTING)
    end = _common_start([name[::-1] for name in files])[::-1].lstrip(COUNTING)
    pattern = f"{start}*{end}"
    is_plain = "." in end and not any(sign in start + end for sign in "*?[")
    is_flat = not any("/" in name[len(start) :] for name in files)
    fits = [path for path in paths if fnmatchcase(path, pattern)] == list(files)
    return [pattern] if len(files) > 1 and is_plain and is_flat and fits else list(files)


def _common_start(words: Sequence[str]) -> str:
    return "".join(
        letters[0] for letters in takewhile(lambda letters: len(set(letters)) == 1, zip(*words, strict=False))
    )
