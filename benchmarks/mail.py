"""Measure how quoted mail is told from a customer's own words: `python -m benchmarks.mail FOLDER`.

FOLDER holds the source packages of mail-parser-reply, quotequail and talon, unpacked (`pip download --no-deps
--no-binary :all: NAME`, then `tar xzf`); nothing is fetched here, and a package that cannot be imported is told and
left out. Messages are those of the packages' own tests: bodies and expected replies written in talon's and quotequail's
test files, talon's replies by mail programs (.eml), its HTML replies and its signatures. mail-parser-reply's package
holds no messages.

A figure is a share of words, each message counting alike: first, of the words that are somebody else's or a signature,
those that a tool drops; then, of the author's own, those that it keeps. Lines that only greet, thank or name a device
count for nobody: cleaning drops them on purpose. The last column says whether a tool tells where in the message the
kept words stand, which statements need.
"""

from __future__ import annotations

import argparse
import ast
import email
import email.iterators
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from insight.statements.boilerplate import CLOSER, DEVICE, GREETING, THANKS, worth_mining
from insight.statements.cleaning import clean_message

Tool = Callable[["Fixture"], str]
Words = Counter[str]

HTML_REPLY = "Hi. I am fine.\n\nThanks,\nAlex"
WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Fixture:
    """A message and the part of it that its author wrote."""

    group: str
    text: str
    own: str
    is_html: bool = False


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, help="the unpacked source packages")
    folder = parser.parse_args().folder
    fixtures = [*read_talon(folder), *read_quotequail(folder)]
    groups = list(dict.fromkeys(one.group for one in fixtures))
    table = Table(
        "tool",
        *(f"{name} ({sum(one.group == name for one in fixtures)})" for name in groups),
        "all",
        "offsets",
        box=None,
    )
    for name, (tool, offsets) in tools(folder).items():
        scores = [(one.group, score(one, tool(one))) for one in fixtures]
        cells = [shares([found for group, found in scores if wanted in ("all", group)]) for wanted in (*groups, "all")]
        table.add_row(name, *cells, offsets)
    Console(width=170).print(table)


def score(fixture: Fixture, kept_text: str) -> tuple[float | None, float | None]:
    """Shares of quoted words removed and of own words kept; None where there are none."""
    whole = Counter(words_of(plain(fixture.text, is_html=fixture.is_html)))
    own, kept = Counter(words_of(without_manners(fixture.own))), Counter(words_of(kept_text))
    quoted = whole - Counter(words_of(fixture.own))
    left = quoted & (kept - own)
    return (
        1 - left.total() / quoted.total() if quoted else None,
        (own & kept).total() / own.total() if own else None,
    )


def shares(scores: list[tuple[float | None, float | None]]) -> str:
    removed = [one for one, _ in scores if one is not None]
    kept = [one for _, one in scores if one is not None]
    return " / ".join(f"{sum(part) / len(part):.3f}" if part else "-" for part in (removed, kept))


def words_of(text: str) -> list[str]:
    return WORD.findall(text.lower())


def without_manners(text: str) -> str:
    """The text without lines that only greet, thank or close, or name a device."""
    kept = []
    for line in map(str.strip, text.splitlines()):
        greeting = GREETING.match(line)
        if not (greeting and greeting.end() == len(line)) and not any(
            one.match(line) for one in (CLOSER, DEVICE, THANKS)
        ):
            kept.append(line)
    return "\n".join(kept)


def plain(text: str, *, is_html: bool) -> str:
    cleaned = clean_message(text, is_html=is_html, max_characters=100_000)
    return "\n".join(cleaned.text[block.start : block.end] for block in cleaned.blocks)


# --- tools ----------------------------------------------------------------------------------------------------------


def tools(folder: Path) -> dict[str, tuple[Tool, str]]:
    """Every tool that can be imported: the words that it keeps, and whether it tells where they stand."""
    sys.path[:0] = [str(path) for path in sorted(folder.iterdir()) if path.is_dir()]
    found: dict[str, tuple[Tool, str]] = {
        "nothing removed": (lambda one: plain(one.text, is_html=one.is_html), ""),
        "insight": (by_insight, "yes"),
    }
    for name, load, offsets in (
        ("mail-parser-reply", load_mail_parser_reply, "no"),
        ("quotequail", load_quotequail, "by lines; not in HTML"),
        ("talon", load_talon, "no"),
    ):
        try:
            found[name] = load(), offsets
        except ImportError as error:
            print(f"{name}: cannot be imported ({error}), left out")
    return found


def by_insight(fixture: Fixture) -> str:
    cleaned = clean_message(fixture.text, is_html=fixture.is_html, max_characters=100_000)
    return "\n".join(cleaned.text[block.start : block.end] for block in worth_mining(cleaned.text, cleaned.blocks))


def load_mail_parser_reply() -> Tool:
    from mailparser_reply import EmailReplyParser  # type: ignore[import-not-found]

    reader = EmailReplyParser(languages=["en", "de", "fr", "es", "it", "nl", "pl", "da", "sv"])
    return lambda one: reader.parse_reply(plain(one.text, is_html=True) if one.is_html else one.text) or ""


def load_quotequail() -> Tool:
    from quotequail import quote, quote_html  # type: ignore[import-not-found]

    def keep(fixture: Fixture) -> str:
        if fixture.is_html:
            pieces = quote_html(fixture.text, quote_intro_line=True)
            return "\n".join(plain(piece, is_html=True) for is_own, piece in pieces if is_own)
        pieces = quote(fixture.text, limit=10_000, quote_intro_line=True)
        return "\n".join(piece for is_own, piece in pieces if is_own)

    return keep


def load_talon() -> Tool:
    from lxml.etree import XPathEvalError  # type: ignore[import-not-found]
    from talon import quotations  # type: ignore[import-not-found]
    from talon.signature.bruteforce import extract_signature  # type: ignore[import-not-found]

    def keep(fixture: Fixture) -> str:
        if fixture.is_html:
            try:
                return plain(quotations.extract_from_html(fixture.text), is_html=True)
            except XPathEvalError:  # talon 1.4.4 has an expression that today's lxml refuses: nothing is removed
                return plain(fixture.text, is_html=True)
        return str(extract_signature(quotations.extract_from_plain(fixture.text))[0])

    return keep


# --- fixtures -------------------------------------------------------------------------------------------------------


def read_talon(folder: Path) -> Iterator[Fixture]:
    (tests,) = folder.glob("talon-*/tests")
    for name in ("text_quotations_test.py", "signature/bruteforce_test.py"):
        group = "talon, bodies" if name.startswith("text") else "talon, signatures"
        for call, names in calls_in(tests / name, "eq_"):
            fixture = _talon_case(group, call, names)
            if fixture is not None:
                yield fixture
    for file in sorted((tests / "fixtures" / "standard_replies").glob("*.eml")):
        message = email.message_from_string(file.read_text(encoding="utf-8"))
        part = next(email.iterators.typed_subpart_iterator(message, subtype="plain"))
        expected = file.with_name(f"{file.stem}_reply_text")
        own = expected.read_text(encoding="utf-8") if expected.exists() else "Hello"
        yield Fixture("talon, mail programs", bytes(part.get_payload(decode=True)).decode("utf-8"), own)
    for file in sorted((tests / "fixtures" / "html_replies").glob("*.html")):
        yield Fixture("talon, HTML", file.read_text(encoding="utf-8"), HTML_REPLY, is_html=True)
    stripped = tests / "fixtures" / "signature" / "emails" / "stripped"
    for file in sorted(stripped.glob("*_body")):
        text = file.read_text(encoding="utf-8")
        signature = file.with_name(file.name.replace("_body", "_signature")).read_text(encoding="utf-8").strip()
        if signature and text.rstrip().endswith(signature):
            yield Fixture("talon, signatures", text, text.rstrip().removesuffix(signature))


def _talon_case(group: str, call: ast.Call, names: dict[str, ast.expr]) -> Fixture | None:
    """Read `eq_(reply, extract_from_plain(body))` or `eq_((reply, signature), extract_signature(body))`."""
    if len(call.args) < 2 or not isinstance(call.args[1], ast.Call) or not call.args[1].args:
        return None
    called = ast.unparse(call.args[1].func).rpartition(".")[2]
    expected, body = literal(call.args[0], names), literal(call.args[1].args[0], names)
    if called == "extract_signature" and isinstance(expected, tuple):
        expected = expected[0]
    if called not in ("extract_from_plain", "extract_signature"):
        return None
    return Fixture(group, body, expected) if isinstance(expected, str) and isinstance(body, str) else None


def read_quotequail(folder: Path) -> Iterator[Fixture]:
    (tests,) = folder.glob("quotequail-*/tests")
    for group, name, is_html in (
        ("quotequail, text", "test_quote.py", False),
        ("quotequail, HTML", "test_quote_html.py", True),
    ):
        for call, _ in calls_in(tests / name, "parametrize"):
            cases = literal(call.args[1], {}) if len(call.args) > 1 else None
            for case in cases if isinstance(cases, list) else []:
                own = "\n".join(piece for is_own, piece in case[-1] if is_own)
                yield Fixture(group, case[0], plain(own, is_html=True) if is_html else own, is_html)


def calls_in(file: Path, name: str) -> Iterator[tuple[ast.Call, dict[str, ast.expr]]]:
    """Yield the calls of `name` in a test file, each with what was assigned to names before it in its function."""
    known: defaultdict[str, dict[str, ast.expr]] = defaultdict(dict)
    for function in (
        node for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.FunctionDef)
    ):
        nodes = sorted((node for node in ast.walk(function) if hasattr(node, "lineno")), key=lambda node: node.lineno)
        for node in nodes:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                known[function.name][node.targets[0].id] = node.value
            elif isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == name:
                yield node, dict(known[function.name])


def literal(node: ast.expr, names: dict[str, ast.expr]) -> object:
    """The value of a literal or of a name that holds one; None for anything that would have to be run."""
    node = names.get(node.id, node) if isinstance(node, ast.Name) else node
    try:
        return ast.literal_eval(node)
    except ValueError:
        return None


if __name__ == "__main__":
    main()
