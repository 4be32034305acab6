"""Files: from a path of the settings (file, glob or folder) to the regular files that may be read.

A relative path stays inside the settings file's folder, an absolute one inside what it names; a link that leads out, a
device, a pipe or a socket is refused. Names are given with forward slashes, relative to that folder.
"""

from __future__ import annotations

import glob
import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from insight.config import CONFIG_NAME, Settings
from insight.errors import SourceRejected
from insight.sources.batches import Fingerprint
from insight.sources.refusals import Refused

FOLDER_SUFFIXES = (".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson", ".singer", ".parquet", ".gz", ".zip")
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file of a source: its name there, and its real path, or why it may not be read."""

    name: str
    path: Path
    refusal: Refused | None = None


def find_files(pattern: str, settings: Settings, what: str) -> list[FoundFile]:
    """List the files of `pattern`, sorted by name; raise SourceRejected, naming the path, if there are none."""
    written = Path(pattern).expanduser()
    at = settings.at(pattern)
    # An absolute path is the owner's own word; all that it names lies under its part without wildcards.
    base = _without_wildcards(at) if written.is_absolute() else settings.root
    root = (base if base.is_dir() else base.parent).resolve()
    if not written.is_absolute() and ".." in written.parts:
        raise SourceRejected(f"{what}: path {pattern} leads out of {settings.root}; write it as an absolute path")
    explicit = at if written.is_absolute() and not at.is_dir() else None
    found = [_admit(path, base, root, explicit) for path in _matching(at) if not _is_own(path, settings)]
    if not found:
        raise SourceRejected(f"{what}: there is no file at {at}; correct `path` in {CONFIG_NAME}")
    return sorted(found, key=lambda one: one.name)


def _matching(at: Path) -> Iterator[Path]:
    if at.is_dir():
        for folder, folders, names in os.walk(at):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                if not name.startswith(".") and name.lower().endswith(FOLDER_SUFFIXES):
                    yield Path(folder, name)
    elif at.exists() or at.is_symlink():
        yield at
    else:
        for match in glob.iglob(str(at), recursive=True):
            if not os.path.isdir(match):
                yield Path(match)


def _without_wildcards(at: Path) -> Path:
    if at.exists():
        return at
    fixed = Path(at.anchor)
    for part in at.parts[1:]:
        if glob.has_magic(part):
            break
        fixed /= part
    return fixed


def _is_own(path: Path, settings: Settings) -> bool:
    """Whether the file is one of ours: what a run wrote is never read as a source."""
    return path.name == CONFIG_NAME or path.is_relative_to(settings.data)


def _admit(path: Path, base: Path, root: Path, explicit: Path | None) -> FoundFile:
    name = path.relative_to(base).as_posix() if path != base and path.is_relative_to(base) else path.name
    try:
        real = path.resolve(strict=True)
        mode = real.stat().st_mode
    except (OSError, RuntimeError) as error:  # RuntimeError: links in a circle
        return FoundFile(name, path, Refused("unreadable", f"{name} cannot be read: {error}"))
    if path != explicit and not real.is_relative_to(root):
        return FoundFile(name, real, Refused("path_refused", f"{name} is a link that leads out of {root}"))
    if not stat.S_ISREG(mode):
        return FoundFile(name, real, Refused("path_refused", f"{name} is not a regular file"))
    return FoundFile(name, real)


def open_regular(path: Path) -> BinaryIO:
    """Open a regular file for reading; raise Refused for anything else, without ever waiting for a pipe."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        raise Refused("unreadable", f"{path.name} cannot be read: {error.strerror}") from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise Refused("path_refused", f"{path.name} is not a regular file")
    return os.fdopen(handle, "rb")


def read_fingerprint(path: Path) -> Fingerprint:
    """Hash the file as it lies on disk."""
    digest = hashlib.sha256()
    with open_regular(path) as stream:
        status = os.fstat(stream.fileno())
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return Fingerprint(status.st_size, status.st_mtime_ns, digest.hexdigest())
