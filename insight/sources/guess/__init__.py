"""Guess: files that nobody has described yet to settings that read them, with a sentence for each guess.

In go paths, out come source settings (and which file holds accounts, releases or replies). A sample of the first file
is read, and tried with what was guessed; what the sample cannot tell (day and month in doubt) is left open and said,
never guessed. Refused: files without rows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from insight.config import AccountsSettings, ReleaseSettings, ReplyMap, Settings, SourceSettings
from insight.errors import SourceRejected
from insight.sources.guess.columns import find_path
from insight.sources.guess.feedback import guess_feedback
from insight.sources.guess.folders import split_kinds
from insight.sources.guess.names import NAMES
from insight.sources.guess.samples import Sample, read_sample
from insight.sources.guess.times import guess_pattern
from insight.sources.guess.trial import try_accounts
from insight.sources.mapping import locate
from insight.sources.presets import ACCOUNTS, PRESETS, RELEASES, REPLIES

__all__ = ["Guessed", "guess_settings", "guess_source"]

CURRENCY = re.compile(r"[A-Z]{3}")
MONTHLY = ("mrr", "monthly_revenue", "monthly_recurring_revenue")

What = Literal["feedback", "replies", "accounts", "releases"]


@dataclass(frozen=True, slots=True)
class Guessed:
    """Settings for the files, and the sentences that say why."""

    sources: Mapping[str, SourceSettings]
    accounts: AccountsSettings | None
    sentences: tuple[str, ...]
    releases: ReleaseSettings | None = None
    currency: str | None = None  # of the accounts, where they name another one than the settings would


def guess_settings(paths: Sequence[str], root: Path) -> Guessed:
    """Guess the settings for files, globs or folders; `root` is the folder of the settings file to be.

    Raise SourceRejected for a file that cannot be used; one of several kinds in a folder is left out, and said.
    """
    found = _Found()
    for given in paths:
        kinds = split_kinds(_written(given, root), root)
        if len(kinds) > 1:
            found.sentences.append(f"{given} holds files of several kinds: {', '.join(kinds)}.")
        for path in kinds:
            try:
                _guess_file(path, root, found)
            except SourceRejected as error:
                if len(kinds) == 1:
                    raise
                found.sentences.append(f"Left out: {error}.")
    found.sentences += _attach_replies(found.replies, found.sources)
    return Guessed(found.sources, found.accounts, tuple(found.sentences), found.releases, found.currency)


@dataclass(slots=True)
class _Found:
    """What the files that were looked at so far are."""

    sources: dict[str, SourceSettings] = field(default_factory=dict)
    accounts: AccountsSettings | None = None
    releases: ReleaseSettings | None = None
    currency: str | None = None
    replies: list[ReplyMap] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)


def _guess_file(path: str, root: Path, found: _Found) -> None:
    sample = read_sample(path, root)
    match _tell_what(sample):
        case "accounts":
            found.accounts, found.currency, said = _guess_accounts(path, sample)
        case "releases":
            found.releases, said = _guess_releases(path, sample)
        case "replies":
            replies, said = _guess_replies(path, sample)
            found.replies.append(replies)
        case "feedback":
            found.sources[_free_name(path, found.sources)], said = guess_feedback(path, sample, root)
    found.sentences += said


def guess_source(path: str, root: Path) -> tuple[SourceSettings, tuple[str, ...]]:
    """Guess the settings of one source, whatever its file looks like, and say why."""
    written = _written(path, root)
    source, sentences = guess_feedback(written, read_sample(written, root), root)
    return source, tuple(sentences)


def _written(path: str, root: Path) -> str:
    """Write a path as the settings file will hold it: relative where it lies inside the folder."""
    absolute = Path(path).expanduser().absolute()
    return (
        absolute.relative_to(root.absolute()).as_posix() if absolute.is_relative_to(root.absolute()) else str(absolute)
    )


def _free_name(path: str, taken: Mapping[str, object]) -> str:
    called = (Path(path).name.split(".")[0], Path(path).parent.name, "source")  # a glob may be all of a name
    stem = next(stem for one in called if (stem := re.sub(r"[^a-z0-9]+", "_", one.lower()).strip("_")))
    stem = stem if stem.isidentifier() else f"source_{stem}"
    return next(name for name in (stem, *(f"{stem}_{n}" for n in range(2, len(taken) + 3))) if name not in taken)


def _tell_what(sample: Sample) -> What:
    replies = locate(sample.keys, REPLIES)
    if all(replies[key] for key in ("ticket", "text", "author_role")) and "subject" not in sample.keys:
        return "replies"
    speaks = find_path(sample.paths, (*NAMES["text"], "subject", "title", "summary"), lambda path: True)
    rates = locate(sample.keys, PRESETS["nps"].columns)["rating"]
    accounts = locate(sample.keys, ACCOUNTS)
    if accounts["id"] and (accounts["plan"] or accounts["revenue"]) and not rates and not speaks:
        return "accounts"
    releases = locate(sample.keys, RELEASES)
    if releases["version"] and releases["released_at"] and len(sample.keys) <= len(RELEASES) + 1 and not rates:
        return "releases"
    return "feedback"


def _guess_accounts(path: str, sample: Sample) -> tuple[AccountsSettings, str | None, list[str]]:
    located = {key: paths[0][0] for key, paths in locate(sample.keys, ACCOUNTS).items() if paths}
    pattern, said = guess_pattern(sample, located.get("valid_from"))
    delimiter = None if sample.delimiter == "," else sample.delimiter
    accounts = AccountsSettings(path=path, **located, delimiter=delimiter, timestamp_format=pattern)
    columns = ", ".join(f"{key} from {column}" for key, column in located.items())
    if "valid_from" not in located:
        said = [f"{path} names no date from which a row holds: each holds at all times."]
    if "revenue" not in located and (monthly := [key for key in sample.keys if key.casefold() in MONTHLY]):
        said.append(f"{monthly[0]} is by the month and was left out: revenue is by the year, so add such a column.")
    currency = _guess_currency(sample, located.get("currency"))
    if currency is not None:
        said.append(f"Revenue is in {currency}.")
    tried = try_accounts(accounts, sample, currency or Settings.model_fields["currency"].default)
    return accounts, currency, [f"{path} holds accounts: {columns}.", *said, tried]


def _guess_currency(sample: Sample, column: str | None) -> str | None:
    """Return the currency that most accounts name."""
    named = [value.upper() for value in (sample.values(column) if column else []) if CURRENCY.fullmatch(value.upper())]
    return max(sorted(set(named)), key=named.count, default=None)


def _guess_releases(path: str, sample: Sample) -> tuple[ReleaseSettings, list[str]]:
    located = {key: paths[0][0] for key, paths in locate(sample.keys, RELEASES).items() if paths}
    pattern, said = guess_pattern(sample, located["released_at"])
    delimiter = None if sample.delimiter == "," else sample.delimiter
    releases = ReleaseSettings(path=path, **located, delimiter=delimiter, timestamp_format=pattern)
    return releases, [f"{path} holds releases, by the column {located['version']}.", *said]


def _guess_replies(path: str, sample: Sample) -> tuple[ReplyMap, list[str]]:
    located = {key: paths[0][0] for key, paths in locate(sample.keys, REPLIES).items() if paths}
    return ReplyMap(path=path, **located), [f"{path} holds replies to tickets, by the column {located['ticket']}."]


def _attach_replies(replies: Sequence[ReplyMap], sources: dict[str, SourceSettings]) -> list[str]:
    tickets = [name for name, source in sources.items() if source.preset in ("tickets", "zendesk")]
    said = []
    for found in replies:
        if len(tickets) == 1 and sources[tickets[0]].replies is None:
            sources[tickets[0]] = sources[tickets[0]].model_copy(update={"replies": found})
            said.append(f"{found.path} is joined to the source {tickets[0]}.")
        else:
            said.append(f"{found.path} is not used: say in `replies` of a source which tickets it belongs to.")
    return said
