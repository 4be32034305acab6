"""The prose is true: references are generated, links lead somewhere, and every command in it runs."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

import pytest
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


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_every_insight_command_of_the_readme_runs(tmp_path, monkeypatch):
    """On a small sample, in the README's order; files and ids of the examples stand for ones that are there."""
    sample = write_sample(tmp_path / "sample", scale=0.08)
    monkeypatch.chdir(tmp_path)
    runner, idea_id = CliRunner(), "IDEA_ID"
    names = {
        "exports/tickets.jsonl": str(sorted(sample.tickets.glob("*.jsonl"))[0]),
        "exports/reviews.csv": str(sample.reviews),
        "exports/accounts.csv": str(sample.accounts),
    }
    ours = [shlex.split(line)[1:] for name, line in commands() if name == "README.md" and line.startswith("insight ")]
    inits = [words for words in ours if words[0] in ("init", "refresh")]
    others = [words for words in ours if words[0] not in ("init", "refresh", "rollback")]
    assert {words[0] for words in inits + others} >= {"init", "refresh", "ideas", "evidence", "sql", "status"}
    for words in inits + others:
        if words[0] == "refresh":
            words = [*words, *([] if "--plain" in words else ["--plain"]), "--as-of", "2026-06-29"]
        result = runner.invoke(app, [names.get(word, word).replace("IDEA_ID", idea_id) for word in words])
        assert result.exit_code == 0, (words, result.output)
        if words[0] == "ideas":
            shown = runner.invoke(app, ["ideas", "--json"])
            idea_id = re.search(r'"idea_id": ?"(\w+)"', shown.output)[1]
