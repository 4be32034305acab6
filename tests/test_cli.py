"""The command line: what it answers, how it fails, and how soon it is there."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, timedelta
from io import StringIO
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from insight import publish, relations, runs
from insight.cli import app, config_first
from insight.config import load_settings
from insight.decisions import read_decisions
from insight.digest import read_week
from insight.digest.weeks import describe_week, name_week
from insight.pipeline.publishing import marts_variables
from insight.screens.status import SOURCE_COLUMNS as STATUS_COLUMNS
from insight.screens.status import show_status
from insight.screens.themes import show_themes
from insight.taxonomy import read_edits
from insight.warehouse import hold_lock
from tests.sql.made_rows import AS_OF, make_rows

Run = Callable[..., Result]

ROOT = Path(__file__).parent.parent
SETTINGS = """
product = "Harbor"
[sources.desk]
preset = "tickets"
path = "desk.csv"
"""
HOSTILE = "\x1b[31mred\x1b[0m [bold]not bold[/bold] \u202egnol"


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that has published twice, from rows that were made up, with two rows in quarantine."""
    path = tmp_path_factory.mktemp("project") / "insight.toml"
    path.write_text(SETTINGS, encoding="utf-8")
    settings = load_settings(path)
    for number in range(2):
        with runs.hold_run(settings, as_of=AS_OF.replace(tzinfo=UTC)) as run, runs.join_run(settings, run) as session:
            if number == 0:
                for name, rows in _made_rows().items():
                    session.warehouse.append(name, rows)
            relations.build_marts(session.warehouse, session.relations, marts_variables(settings, run))
            publish.write_snapshot(session.warehouse, run, settings, report="# Checks\n")
    return path


def _made_rows() -> dict[str, list[dict[str, object]]]:
    rows = make_rows(300, theme_count=12)
    rows["mined.ideas"][0]["title"] = HOSTILE
    for feedback in rows["raw.feedback"]:
        feedback["source"] = "desk"  # as the ledger says
    rows["audit.quarantine"] = [
        {
            "quarantine_id": f"q_{digit * 16}",
            "source": "desk",
            "file": "desk.csv",
            "line": line,
            "reason": "too_many_fields",
            "detail": "9 fields where the header has 8",
            "payload": b"1,2,\x1b[2J,<EMAIL_1>",
            "state": "waiting",
            "first_run_id": "run_000001",
            "last_run_id": "run_000001",
        }
        for digit, line in (("a", 7), ("b", 9))
    ]
    return rows


@pytest.fixture
def run(config: Path) -> Run:
    def run(*arguments: str, columns: int = 100) -> Result:
        return CliRunner().invoke(app, ["--config", str(config), *arguments], env={"COLUMNS": str(columns)})

    return run


def answer(result: Result) -> object:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


# --- decisions ------------------------------------------------------------------------------------------------------


def test_decide_writes_a_decision_and_says_what_is_wrong_with_one(run: Run, config: Path):
    path = config.with_name("decisions.yaml")
    said = ("decide", "0003", "--status", "shipped", "--release", "5.2", "--effort", "2", "--author", "Mara")
    result = run(*said)
    assert result.exit_code == 0, result.output
    (decision,) = read_decisions(path.read_text(encoding="utf-8"), "f")
    assert (decision.idea_id, decision.status, decision.release, decision.effort, decision.author) == (
        "idea_0003", "shipped", "5.2", 2.0, "Mara",
    )  # fmt: skip
    wrong = run("decide", "0003", "--status", "done", "--author", "Mara")
    assert wrong.exit_code == 1
    assert "there is no status 'done'" in wrong.stderr
    path.unlink()


def test_tell_says_when_there_is_nobody_to_tell(run: Run):
    assert run("tell", "0003").stdout == "Nobody to tell: the idea is new.\n"
    assert answer(run("tell", "0003", "--json")) == []


# --- themes ---------------------------------------------------------------------------------------------------------


def test_themes_are_listed_and_searched_by_words_and_ids(run: Run):
    every = answer(run("themes", "--json"))
    assert isinstance(every, list)
    assert len(every) == 12
    assert [row["label"] for row in answer(run("themes", "problem", "7", "--json"))] == ["Problem 7"]
    assert [row["theme_id"] for row in answer(run("themes", "th_0007", "--json"))] == ["th_0007"]
    shown = run("themes", "area 3")
    assert shown.exit_code == 0
    assert "th_0003" in shown.stdout
    assert "2 themes. To rename, merge, split, move or pin one" in " ".join(shown.stdout.split())


def test_an_edit_is_written_from_options_and_read_back(run: Run, config: Path):
    options = [
        "--theme",
        "Problem 7",
        "--theme",
        "th_0008",
        "--to",
        "th_0003",
        "--author",
        "Mara",
        "--reason",
        "one: x",
    ]
    result = run("themes", "edit", "merge", *options)
    assert result.exit_code == 0, result.output
    written = (config.parent / "taxonomy.yaml").read_text(encoding="utf-8")
    (edit,) = read_edits(written, "taxonomy.yaml")
    assert (edit.op, edit.subjects, edit.target) == ("merge", ("th_0007", "th_0008"), "th_0003")
    assert (edit.author, edit.reason) == ("Mara", "one: x")
    assert "# Problem 7, Problem 8\n" in written
    (config.parent / "taxonomy.yaml").unlink()


def test_what_is_not_said_is_asked_for(config: Path):
    answers = "ren\nProblem 7\nPrinting fails\nMara\nshorter\n"
    result = CliRunner().invoke(app, ["--config", str(config), "themes", "edit"], input=answers)
    assert result.exit_code == 0, result.output
    (edit,) = read_edits((config.parent / "taxonomy.yaml").read_text(encoding="utf-8"), "taxonomy.yaml")
    assert (edit.op, edit.subjects, edit.target) == ("rename", ("th_0007",), "Printing fails")
    (config.parent / "taxonomy.yaml").unlink()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["renam", "--theme", "th_0001", "--to", "X"], None),
        (["paint", "--theme", "th_0001"], "'paint' is none of: rename, merge, split"),
        (["pin", "--theme", "Problem"], "there is no theme 'Problem'"),
        (["pin", "--theme", "th_000"], "'th_000' is the beginning of 10 ids"),
        (["rename", "--theme", "th_0001", "--to", "th_0002"], "'to' of 'rename' is a name, not the id 'th_0002'"),
    ],
)
def test_an_edit_that_could_not_be_applied_is_not_written(
    run: Run, config: Path, arguments: list[str], said: str | None
):
    result = run("themes", "edit", *arguments, "--author", "Mara", "--reason", "x")
    assert result.exit_code == (1 if said else 0)
    assert (said or "Wrote edit e1") in result.output
    assert (config.parent / "taxonomy.yaml").exists() == (said is None)
    (config.parent / "taxonomy.yaml").unlink(missing_ok=True)


# --- ideas and evidence ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("columns", [80, 140])
def test_ideas_fit_the_window(run: Run, columns: int):
    result = run("ideas", columns=columns)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0].startswith("Ideas 1 to 10 of 12, as of 2024-06-25 (run_000002)")
    assert max(map(len, lines)) <= columns
    assert all(heading in lines[2] for heading in ("Idea", "Customers", "Revenue", "Trend", "Score"))


def test_ideas_as_json_are_the_rows_of_the_mart_best_first(run: Run):
    ideas = answer(run("ideas", "--top", "3", "--json"))
    rows = answer(run("sql", "select idea_id, rank, title from marts.feature_ideas order by rank limit 3", "--json"))
    assert [{key: idea[key] for key in ("idea_id", "rank", "title")} for idea in ideas] == rows
    assert isinstance(ideas[0]["score_parts"], dict)


def test_s18_customers_words_cannot_act_on_the_terminal(run: Run):
    for arguments in (["ideas", "--top", "20"], ["sql", "select title from marts.feature_ideas"]):
        shown = run(*arguments).stdout
        assert "\x1b" not in shown
        assert "\u202e" not in shown
        assert "[31mred[0m [bold]not bold[/bold] gnol" in shown


def test_evidence_shows_both_sides_and_takes_the_beginning_of_an_id(run: Run):
    idea = answer(run("ideas", "--top", "1", "--json"))[0]
    shown = run("evidence", idea["idea_id"]).stdout
    assert "\nFor: " in shown
    assert "\nAgainst: " in shown
    whole = answer(run("evidence", idea["idea_id"], "--json"))
    assert whole["idea"] == idea
    assert len(whole["evidence"]) == idea["evidence_count"]
    assert answer(run("evidence", idea["idea_id"].removeprefix("idea_"), "--json")) == whole


def test_an_unknown_id_is_answered_with_the_nearest(run: Run):
    result = run("evidence", "idea_00077")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "insight: there is no idea 'idea_00077'; the nearest is idea_0007\n"


def test_the_beginning_of_several_ids_is_refused(run: Run):
    result = run("evidence", "idea_001")
    assert result.exit_code == 1
    assert result.stderr == "insight: 'idea_001' is the beginning of 2 ids: idea_0010, idea_0011\n"


# --- sql ------------------------------------------------------------------------------------------------------------


def test_sql_answers_as_a_table_or_as_blocks_by_the_width(run: Run):
    query = "select rank, title, problem_statement, trend, score from marts.feature_ideas order by rank limit 2"
    assert "row 1" not in run("sql", query, columns=140).stdout
    assert "row 1" in run("sql", query, columns=40).stdout


def test_sql_keeps_a_long_value_beside_its_name(run: Run):
    query = "select repeat('x', 100) as long_text, 1 as a_number_with_a_long_name, 2 as a_number_with_another_long_name"
    shown = run("sql", query, columns=60).stdout
    lines = [line.rstrip() for line in shown.splitlines() if "xx" in line]
    beside = len("a_number_with_another_long_name") + 2
    assert [line.index("xx") for line in lines] == [beside] * len(lines)
    assert sum(line.count("x") for line in lines) - lines[0][:beside].count("x") == 100


def test_sql_knows_the_published_tables_without_their_schema_and_lists_them(run: Run):
    assert answer(run("sql", "--json", "select count(*) as n from feature_ideas")) == answer(
        run("sql", "--json", "select count(*) as n from marts.feature_ideas")
    )
    listed = {row["name"] for row in answer(run("sql", "--json", "show tables"))}
    assert {"feature_ideas", "pain_points", "evidence", "themes", "runs"} <= listed


@pytest.mark.parametrize(
    "query",
    [
        "drop table marts.themes",
        "select 1; drop table marts.themes",
        "select * from read_text('/etc/hostname')",
        "selec 1",
    ],
)
def test_s7_s8_sql_is_one_select_on_the_snapshot_and_nothing_else(run: Run, query: str):
    result = run("sql", query)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("insight: ")
    assert len(result.stderr.splitlines()) == 1


# --- status, quarantine, rollback -----------------------------------------------------------------------------------


def test_status_tells_snapshot_sources_runs_and_quarantine(run: Run):
    state = answer(run("status", "--json"))
    assert state["snapshot"]["run_id"] == "run_000002"
    assert state["snapshots"] == ["run_000001", "run_000002"]
    assert [row["run_id"] for row in state["runs"]] == ["run_000002", "run_000001"]
    assert {row["state"] for row in state["runs"]} == {"completed"}
    assert state["quarantine"] == [{"source": "desk", "reason": "too_many_fields", "row_count": 2}]
    shown = run("status", columns=80).stdout
    assert "Published run_000002, as of 2024-06-25" in shown
    assert "2 rows wait in quarantine: insight quarantine" in shown


def test_status_names_the_languages_that_are_not_read():
    shown = StringIO()
    console = Console(file=shown, width=80)
    sources = [
        dict.fromkeys(STATUS_COLUMNS, 0) | {"source": name, "unread_languages": unread}
        for name, unread in (
            ("desk", '[{"value":"fi","message_count":2},{"value":"sv","message_count":9}]'),
            ("nps", "[]"),
        )
    ]
    nothing: dict[str, list[str]] = {name: [] for name in ("runs", "unmet_checks", "notes", "snapshots")}
    show_status(console, {**nothing, "snapshot": None, "sources": sources})
    assert "Not read, for their language: sv 9, fi 2" in shown.getvalue()


@pytest.mark.parametrize(
    ("noise_share", "is_noise", "said"),
    [(0.8, False, "(told by a wave of noise)"), (0.8, True, "(noise)"), (0.2, False, ""), (None, False, "")],
)
def test_the_list_of_themes_says_which_a_wave_of_noise_told(noise_share: float | None, is_noise: bool, said: str):
    console = Console(file=(shown := StringIO()), width=120)
    theme = {"theme_id": "th_1", "label": "Otter", "area": "Other", "statement_count": 4, "customer_count": 4}
    marks = {"state": "active", "is_pinned": False, "is_noise": is_noise, "noise_share": noise_share}
    show_themes(console, [theme | marks], 1, "insight")
    assert ("noise" in shown.getvalue()) == bool(said)
    assert said in shown.getvalue()


def test_status_answers_from_the_snapshot_while_a_run_is_at_work(run: Run, config: Path):
    with hold_lock(load_settings(config).data, wait_seconds=0):
        state = answer(run("status", "--json"))
    assert [row["run_id"] for row in state["runs"]] == ["run_000002", "run_000001"]
    assert f"is held by process {os.getpid()}" in state["notes"][0]


def test_quarantine_lists_what_waits_and_shows_one_row_whole(run: Run):
    listed = run("quarantine").stdout
    assert listed == run("quarantine", "list").stdout
    assert answer(run("quarantine", "--json")) == answer(run("quarantine", "list", "--json"))
    assert "2 rows wait: desk too_many_fields 2" in listed
    shown = run("quarantine", "show", "q_a").stdout
    assert shown.startswith("9 fields where the header has 8\ndesk · desk.csv, line 7 · too_many_fields · waiting")
    assert shown.endswith("1,2,[2J,<EMAIL_1>\n")


def test_rollback_makes_an_earlier_snapshot_current(run: Run):
    assert run("rollback").exit_code == 0
    state = answer(run("status", "--json"))
    assert state["snapshot"]["run_id"] == "run_000001"
    assert "rolled back: the newest snapshot is run_000002" in state["notes"]
    unknown = run("rollback", "--to", "run_000009")
    assert unknown.exit_code == 1
    assert "there is no snapshot 'run_000009'" in unknown.stderr
    assert run("rollback", "--to", "run_000002").exit_code == 0
    assert answer(run("status", "--json"))["snapshot"]["run_id"] == "run_000002"


def test_the_digest_is_answered_as_markdown_or_a_page_or_written_to_a_folder(run: Run, tmp_path: Path):
    text = run("digest").stdout
    assert text.startswith("# Harbor: the week of ")
    assert run("digest", "--html").stdout.startswith("<!doctype html>")
    assert run("digest", "--to", str(tmp_path / "week")).exit_code == 0
    assert (tmp_path / "week/digest.md").read_text(encoding="utf-8") == text
    assert (tmp_path / "week/digest.html").read_text(encoding="utf-8") == run("digest", "--html").stdout


def test_the_digest_on_a_terminal_leaves_its_queries_to_files_and_programs(config: Path):
    terminal = {"FORCE_COLOR": "1", "COLUMNS": "100"}
    on_terminal = CliRunner().invoke(app, ["--config", str(config), "digest"], env=terminal).stdout
    piped = CliRunner().invoke(app, ["--config", str(config), "digest"]).stdout
    assert "```sql" not in on_terminal
    assert "insight digest --to FOLDER" in on_terminal
    assert re.findall("^## .*", on_terminal, flags=re.M) == re.findall("^## .*", piped, flags=re.M)
    assert "```sql" in piped


def test_the_digest_of_a_day_is_that_of_the_snapshot_which_spoke_then(run: Run):
    week = read_week(f"{AS_OF:%Y-%m-%d}")
    assert run("digest", "--as-of", f"{AS_OF + timedelta(days=9):%Y-%m-%d}").exit_code == 0
    before = run("digest", "--as-of", f"{AS_OF - timedelta(days=9):%Y-%m-%d}")
    assert before.exit_code == 1
    assert "the earliest that is kept speaks for" in before.stderr
    assert describe_week(week) in run("digest", "--week", name_week(week)).stdout.splitlines()[0]


# --- init -----------------------------------------------------------------------------------------------------------


def test_init_writes_settings_that_load_says_what_it_guessed_and_never_overwrites(tmp_path: Path):
    export = tmp_path / "stars.csv"
    export.write_text("id,date,stars,review\n1,2024-01-02,2,The calendar does not sync any more\n", encoding="utf-8")
    config = tmp_path / "insight.toml"
    arguments = ["--config", str(config), "init", str(export), "--product", "Harbor"]
    first = CliRunner().invoke(app, arguments)
    assert first.exit_code == 0, first.output
    assert "stars.csv is read as reviews: the column stars holds ratings of up to 5." in first.stdout
    settings = load_settings(config)
    assert (settings.product, list(settings.sources)) == ("Harbor", ["stars"])
    before = config.read_bytes()
    again = CliRunner().invoke(app, arguments)
    assert again.exit_code == 1
    assert "exists. Overwrite it with --force" in again.stderr
    assert config.read_bytes() == before
    assert CliRunner().invoke(app, [*arguments, "--force"]).exit_code == 0


# --- how it fails ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["refresh --plain", "ingest", "mine", "publish", "status", "ideas", "digest"])
def test_without_settings_every_command_says_so_in_one_line(tmp_path: Path, command: str):
    missing = tmp_path / "insight.toml"
    result = CliRunner().invoke(app, ["--config", str(missing), *command.split()])
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"insight: {missing} does not exist. Write one with: insight init FILE ...\n"


def test_wrong_usage_ends_with_2(run: Run):
    assert run("idaes").exit_code == 2
    assert run("ideas", "--top", "0").exit_code == 2
    assert run("refresh", "--as-of", "yesterday").exit_code == 2
    assert run("digest", "--week", "next").exit_code == 2


def test_ideas_before_the_first_run_names_the_command_that_is_missing(tmp_path: Path):
    config = tmp_path / "insight.toml"
    config.write_text(SETTINGS, encoding="utf-8")
    result = CliRunner().invoke(app, ["--config", str(config), "ideas"])
    assert result.exit_code == 1
    assert result.stderr == f"insight: nothing is published in {tmp_path / 'insight-data'} yet. Run: insight refresh\n"


def test_f10_a_second_run_says_who_is_at_work_and_ends_with_1(tmp_path: Path):
    config = tmp_path / "insight.toml"
    config.write_text(SETTINGS + "[limits]\nlock_wait_seconds = 0.2\n", encoding="utf-8")
    with hold_lock(load_settings(config).data, wait_seconds=0):
        result = CliRunner().invoke(app, ["--config", str(config), "ingest"])
    assert result.exit_code == 1
    assert f"is held by process {os.getpid()}: another run is at work" in result.stderr


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_f20_an_interrupted_run_says_what_is_safe(tmp_path: Path, number: signal.Signals, code: int):
    config = tmp_path / "insight.toml"
    config.write_text(SETTINGS + "[limits]\nlock_wait_seconds = 60\n", encoding="utf-8")
    with hold_lock(load_settings(config).data, wait_seconds=0):  # so that it waits, and can be interrupted
        process = start("--config", str(config), "ingest")
        wait_for(lambda: "insight-data/lock" in open_files(process))
        process.send_signal(number)
        _, error = process.communicate(timeout=60)
    assert process.returncode == code
    assert error == (
        "insight: stopped. What has landed stays, the published snapshot stands; the same command goes on from here.\n"
    )


# --- how it is there ------------------------------------------------------------------------------------------------


def test_help_answers_in_under_half_a_second():
    """Processor time, the best of three, so that a busy machine does not fail it."""
    assert min(help_seconds() for _ in range(3)) < 0.5


def help_seconds() -> float:
    before = getrusage(RUSAGE_CHILDREN)
    process = start("--help")
    shown, _ = process.communicate(timeout=60)
    after = getrusage(RUSAGE_CHILDREN)
    assert "refresh" in shown
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_config_may_stand_before_or_after_the_command():
    assert config_first(["ideas", "-c", "a.toml", "--json"]) == ["-c", "a.toml", "ideas", "--json"]
    assert config_first(["ideas", "--config=a.toml"]) == ["--config=a.toml", "ideas"]
    assert config_first(["sql", "--", "-c"]) == ["sql", "--", "-c"]
    assert config_first(["ideas", "-c"]) == ["-c", "ideas"]


def start(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", "from insight.cli import app; app()", *arguments]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, stdout=pipe, stderr=pipe, text=True)


def open_files(process: subprocess.Popen[str]) -> str:
    try:
        return " ".join(os.readlink(one) for one in Path(f"/proc/{process.pid}/fd").iterdir())
    except OSError:  # it is just opening or closing one
        return ""


def wait_for(condition: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)
