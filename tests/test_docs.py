"""The prose is true: references are generated, links lead somewhere, and every command in it runs."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from insight.cli import app
from insight.sample import write_sample

ROOT = Path(__file__).parent.parent
PROSE = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])

# Commands that need more than a folder of data, and what runs them.
RUN_ELSEWHERE = {
    "make": "the Makefile is what .ci/run calls",
    "prefect": "tests/flows/test_deployments.py starts a server, a pool and a worker",
    "git": "a clone",
    ".venv/bin/pre-commit": "installs a hook",
    ".venv/bin/python": "test commands of CONTRIBUTING.md",
    "python3": "the pip form of the Makefile's install, from the same lock",
    "uv": "the uv form of the Makefile's install",
    "export": "part of the prefect commands",
}


def commands() -> list[tuple[str, str]]:
    """Every line of every shell block, with the file that it stands in."""
    found = []
    for path in PROSE:
        for block in re.findall(r"```sh\n(.*?)```", path.read_text(encoding="utf-8"), flags=re.S):
            lines = (line.split("  #")[0].strip() for line in block.splitlines())
            found += [(path.name, line) for line in lines if line]
    return found


@pytest.mark.parametrize("name", ["configuration", "tables"])
def test_references_are_what_the_code_says(name):
    sys.path.insert(0, str(ROOT / "docs"))
    try:
        import write_reference
    finally:
        sys.path.remove(str(ROOT / "docs"))
    written = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
    assert written == getattr(write_reference, name)(), "run: python docs/write_reference.py"


@pytest.mark.parametrize("path", PROSE, ids=lambda path: path.name)
def test_every_link_leads_to_a_file(path):
    links = re.findall(r"\]\((?!https?:|<|#)([^)#]+)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_every_command_is_run_by_a_test():
    words = {shlex.split(line)[0] for _, line in commands()}
    assert words - RUN_ELSEWHERE.keys() <= {"insight", "python"}
    modules = {line.split()[2] for _, line in commands() if line.startswith("python -m")}
    places = [ROOT / Path(*module.split(".")) for module in modules]
    assert all(place.with_suffix(".py").exists() or (place / "__main__.py").exists() for place in places)


def named_commands() -> list[tuple[str, str]]:
    """Every `insight ...` of the prose, in blocks and in sentences, with the file that it stands in."""
    found = [(name, line) for name, line in commands() if line.startswith("insight ")]
    for path in PROSE:
        found += [(path.name, line) for line in re.findall(r"`(insight [^`]+)`", path.read_text(encoding="utf-8"))]
    return sorted({(name, line) for name, line in found if "--help" not in line})


@pytest.mark.parametrize(("name", "line"), named_commands())
def test_every_command_and_option_that_the_prose_names_is_there(name, line):
    command, words = typer.main.get_command(app), shlex.split(line)[1:]
    while words and words[0] in getattr(command, "commands", ()):
        command = command.commands[words.pop(0)]
    command.make_context("insight", words, resilient_parsing=not words)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_every_insight_command_of_the_prose_runs(tmp_path, monkeypatch):
    """On a small sample, in the order of the pages; files and ids of the examples stand for ones that are there."""
    sample = write_sample(tmp_path / "sample", scale=0.08)
    monkeypatch.chdir(tmp_path)
    runner, idea_id = CliRunner(), "IDEA_ID"
    names = {
        "exports/tickets.jsonl": str(sorted(sample.tickets.glob("*.jsonl"))[0]),
        "exports/reviews.csv": str(sample.reviews),
        "exports/accounts.csv": str(sample.accounts),
        "2026-06-28": "2026-06-29",  # the day that the run below speaks for
    }
    pages = ("README.md", "decisions.md", "digest.md", "taxonomy.md")
    shown = [line for page in pages for name, line in commands() if name == page and line.startswith("insight ")]
    assert len(shown) == sum(line.startswith("insight ") for _, line in commands()), "a page is missing above"
    ours = [shlex.split(line)[1:] for line in shown]
    inits = [words for words in ours if words[0] in ("init", "refresh")]
    others = [words for words in ours if words[0] not in ("init", "refresh", "rollback")]
    assert {words[0] for words in inits + others} >= {"init", "refresh", "ideas", "evidence", "sql", "status"}
    for words in inits + others:
        if words[0] == "refresh":
            words = [*words, *([] if "--plain" in words else ["--plain"]), "--as-of", "2026-06-29"]
        known = [re.sub("IDEA_ID|^31e443$", idea_id, names.get(word, word)) for word in words]
        result = runner.invoke(app, known)
        assert result.exit_code == 0, (words, result.output)
        if words[0] == "ideas":
            listed = runner.invoke(app, ["ideas", "--json"])
            idea_id = re.search(r'"idea_id": ?"(\w+)"', listed.output)[1]
