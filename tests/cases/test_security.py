"""Security through the whole run: what leaves the machine, what runs, and what reaches eyes, files and logs."""

from __future__ import annotations

import ast
import csv
import os
import re
import tomllib
from pathlib import Path

import pytest
import yaml

from tests.cases.conftest import FirstRun, Project
from tests.cases.made_feedback import FUTURE_TEXT, ODD_TEXTS, WORDINGS

ROOT = Path(__file__).parent.parent.parent
CODE = sorted([*(ROOT / "insight").rglob("*.py"), *(ROOT / "flows").rglob("*.py")])
UNPICKLING = {"pickle", "cPickle", "cloudpickle", "dill", "joblib", "marshal", "shelve", "torch"}
ACTING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")  # what a terminal acts on


def test_s2_a_whole_run_asks_nothing_of_the_network(first_run: FirstRun):
    assert first_run.called == []
    assert first_run.project.current == "run_000001", first_run.result.output


def test_s4_a_published_quote_that_looks_like_a_formula_runs_in_no_spreadsheet(seen: Project):
    formula = ODD_TEXTS["formula"]
    with (seen.root / "insight-data/current/csv/evidence.csv").open(encoding="utf-8", newline="") as file:
        quotes = {row["quote"] for row in csv.DictReader(file)}
    assert f"'{formula}" in quotes
    assert formula not in quotes
    assert formula in {row["quote"] for row in seen.published("select quote from marts.evidence")}


# --- what is shipped ------------------------------------------------------------------------------------------------


def test_s12_the_project_keeps_prefect_local_quiet_and_without_pickle():
    shipped = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["prefect"]
    assert shipped["server"]["api"]["host"] == "127.0.0.1"
    assert shipped["server"]["analytics_enabled"] is False
    assert shipped["results"]["default_serializer"] == "json"
    deployments = yaml.safe_load((ROOT / "prefect.yaml").read_text())["deployments"]
    for deployment in deployments:
        settings = deployment["work_pool"]["job_variables"]["env"]
        assert settings["DO_NOT_TRACK"] == "1", deployment["name"]
        assert settings["PREFECT_RESULTS_DEFAULT_SERIALIZER"] == "json", deployment["name"]
        assert set(deployment["parameters"]) == {"config"}, "a parameter is an id or a path, never a text"


def test_s12_the_profile_for_a_server_has_a_password_and_lets_no_other_page_in():
    text = (ROOT / "docs/operations.md").read_text()
    blocks = [tomllib.loads(block) for block in re.findall(r"```toml\n(.*?)```", text, re.DOTALL)]
    (profile,) = [block["profiles"]["insight"] for block in blocks if "profiles" in block]
    assert profile["PREFECT_SERVER_API_HOST"] == "127.0.0.1"
    assert profile["PREFECT_SERVER_API_AUTH_STRING"] == profile["PREFECT_API_AUTH_STRING"]
    assert profile["PREFECT_SERVER_CSRF_PROTECTION_ENABLED"] == "true"
    assert profile["PREFECT_SERVER_CORS_ALLOWED_ORIGINS"] == "http://127.0.0.1:4200"
    assert profile["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    assert profile["PREFECT_RESULTS_DEFAULT_SERIALIZER"] == "json"


def test_s13_nothing_is_ever_unpickled_but_what_the_projects_own_machines_signed():
    found = []
    for path in CODE:
        if path == ROOT / "insight" / "cluster.py":  # tests/test_cluster.py: what is not signed is never opened
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
            is_call = isinstance(node, ast.Call)
            words = {word.value for word in ast.walk(node) if isinstance(word, ast.Constant)} if is_call else set()
            is_opened = is_call and any(keyword.arg == "allow_pickle" for keyword in node.keywords)
            if is_opened or UNPICKLING & {name.partition(".")[0] for name in names} or UNPICKLING & words:
                found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert found == []


def test_s13_what_a_run_leaves_behind_is_tables_and_text(seen: Project):
    kinds = {path.suffix for path in (seen.root / "insight-data").rglob("*") if path.is_file()}
    assert kinds <= {".duckdb", ".parquet", ".csv", ".md", ".html", ".json", ".key", ""}
    for path in (seen.root / "insight-data").rglob("*"):
        assert path.is_dir() or not path.read_bytes().startswith(b"\x80\x04"), f"{path} is a pickle"


def test_s11_the_key_of_the_pseudonyms_stands_in_no_file_no_log_and_on_no_screen(first_run: FirstRun):
    key = os.environ["INSIGHT_PSEUDONYM_KEY"]
    assert key not in "\n".join([*first_run.logged, first_run.result.output, repr(first_run.project.settings)])
    files = [path for path in first_run.project.root.rglob("*") if path.is_file()]
    assert len(files) > 30
    assert [path.name for path in files if key.encode() in path.read_bytes()] == []


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_s17_every_package_of_the_locks_is_pinned_by_hash(lock: str):
    text = (ROOT / lock).read_text(encoding="utf-8")
    pinned = re.findall(r"^[\w.\[\]-]+==\S+ .*\\\n +--hash=sha256:", text, re.MULTILINE)
    assert len(pinned) > 100
    assert len(pinned) == len(re.findall(r"^[^\s#]", text, re.MULTILINE))
    assert "://" not in text


def test_s17_what_builds_the_project_is_pinned_too():
    (built_with,) = tomllib.loads((ROOT / "pyproject.toml").read_text())["build-system"]["requires"]
    assert re.fullmatch(r"hatchling==[\d.]+", built_with)


# --- what people see ------------------------------------------------------------------------------------------------


def screens(project: Project) -> dict[str, str]:
    """All that the command line shows of customers' words, plain."""
    (idea,) = project.published(
        "select subject_id from marts.evidence where quote like '%owned%' and subject_type = 'idea'"
    )
    (waiting,) = project.stored("select quarantine_id from audit.quarantine")
    commands = (
        ("ideas",),
        ("evidence", idea["subject_id"], "--top", "100"),
        ("sql", "select quote from marts.evidence"),
        ("quarantine",),
        ("quarantine", "show", waiting["quarantine_id"]),
        ("status",),
    )
    return {" ".join(command): project.run(*command).stdout for command in commands}


def test_s18_no_screen_passes_on_what_a_terminal_would_act_on(seen: Project):
    shown = screens(seen)
    assert "loses all of my appointments" in shown["sql select quote from marts.evidence"]
    assert any("half a line" in screen for screen in shown.values())
    assert [name for name, screen in shown.items() if ACTING.search(screen)] == []


def test_s18_documents_and_titles_hold_nothing_that_a_terminal_would_act_on(seen: Project):
    for name in ("feature_ideas.md", "validation.md", "digest.md", "digest.html"):
        assert not ACTING.search((seen.root / "insight-data/current" / name).read_text()), name
    worded = seen.published(
        "select title, problem_statement, job, obstacle, workaround, feeling from marts.feature_ideas "
        "union all by name select label as title, description as problem_statement from marts.themes"
    )
    assert worded
    assert [row for row in worded if any(text and ACTING.search(text) for text in row.values())] == []
    clean = [row["clean"] for row in seen.stored("select clean from mined.statements")]
    assert "Calendar sync loses all of my appointments every day" in clean
    assert [text for text in clean if ACTING.search(text)] == []


@pytest.mark.parametrize("where", ["logged", "printed"])
def test_s18_a_run_neither_logs_nor_prints_what_customers_said(first_run: FirstRun, where: str):
    told = "\n".join(first_run.logged) if where == "logged" else first_run.result.output
    said = [*ODD_TEXTS.values(), FUTURE_TEXT, *(text for wordings in WORDINGS.values() for text in wordings)]
    assert "half a line" not in told
    assert [text for text in said if text[:40] in told] == []
