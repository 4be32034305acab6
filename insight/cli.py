"""The command line: one command a wish, no logic of its own.

Answers go to standard output, progress and errors to standard error. Ends with 0 when all is well; with 1 and one line
when an `InsightError` stopped it; with 2 for wrong usage, and when it published with more rows in quarantine than the
warn level; with 130 or 143 when it was interrupted. Everything heavy is imported by the command that needs it.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from insight.errors import InsightError

if TYPE_CHECKING:
    from rich.console import Console

    from insight.config import Settings
    from insight.pipeline import Outcome, Session
    from insight.progress import Progress

CONFIG = Path("insight.toml")
CONFIG_FLAGS = ("--config", "-c")
FAILED = 1  # interrupted: 128 and the number of the signal
STOPPED = "insight: stopped. What has landed stays, the published snapshot stands; the same command goes on from here."


class Terminated(BaseException):
    """SIGTERM; like KeyboardInterrupt it is no Exception, so that nothing on the way takes it for a failure."""


class Commands(TyperGroup):
    """The commands: errors become one line and an exit code; `--config` may also stand after the command.

    The context is Any because its type is private to typer.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return super().parse_args(ctx, config_first(args))

    def invoke(self, ctx: Any) -> Any:
        with _noting_signals() as received:
            try:
                return super().invoke(ctx)
            except InsightError as error:
                _say_error(f"insight: {error}")
                raise typer.Exit(FAILED) from None
            except (KeyboardInterrupt, Terminated, RuntimeError) as error:
                # DuckDB turns a signal that comes during a query into a RuntimeError.
                if isinstance(error, RuntimeError) and not received:
                    raise
                _say_error(STOPPED)
                raise typer.Exit(128 + (received or [signal.SIGINT])[0]) from None


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # its tracebacks print local variables, and those hold customers' words
    help="Feature ideas that a product team can defend, mined from support tickets and reviews, offline.",
)


class ThemeCommands(TyperGroup):
    """`insight themes WORDS` lists: what is no command of its own is searched for."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        is_command = bool(args) and (args[0] in self.commands or args[0] == "--help")
        return super().parse_args(ctx, args if is_command else ["list", *args])


quarantine_app = typer.Typer(no_args_is_help=False)
themes_app = typer.Typer(cls=ThemeCommands, no_args_is_help=False)
app.add_typer(themes_app, name="themes", help="The themes: list, search, edit.")
app.add_typer(quarantine_app, name="quarantine", help="Rows that could not land: list, show, retry.")

AsJson = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]
AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="TIME", help="The instant to speak for; a day means its end (UTC).")
]
Plain = Annotated[bool, typer.Option("--plain", help="Without Prefect.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Show Prefect's log too.")]
Top = Annotated[int, typer.Option("--top", "-n", min=1, help="How many.")]


@app.callback()
def choose_config(
    ctx: typer.Context,
    config: Annotated[Path, typer.Option(*CONFIG_FLAGS, help="The settings file.")] = CONFIG,
) -> None:
    ctx.obj = config


# --- to begin with --------------------------------------------------------------------------------------------------


@app.command()
def init(
    ctx: typer.Context,
    files: Annotated[list[str], typer.Argument(metavar="FILES...", help="Exports: files, globs or folders.")],
    product: Annotated[str, typer.Option(help="Name of the product.")] = "product",
    force: Annotated[bool, typer.Option("--force", help="Overwrite an existing settings file.")] = False,
) -> None:
    """Write a settings file for your exports, and say what was guessed."""
    from insight.config import load_settings
    from insight.errors import ConfigError
    from insight.sources.guess import guess_settings
    from insight.sources.settings_text import render_settings

    path: Path = ctx.obj
    if path.exists() and not force:
        raise ConfigError(f"{path} exists. Overwrite it with --force, or name another one with --config")
    guessed = guess_settings(files, path.absolute().parent)
    path.write_text(render_settings(guessed, product), encoding="utf-8")
    load_settings(path)
    for sentence in guessed.sentences:
        _out().print(sentence, markup=False, highlight=False)
    _out().print(f"Wrote {path}. Look it over, then run: insight refresh", markup=False, highlight=False)


@app.command()
def demo(
    folder: Annotated[Path, typer.Option(help="Where the sample and its results go.")] = Path("demo"),
    plain: Plain = False,
    verbose: Verbose = False,
) -> None:
    """Write the bundled sample and run the whole job on it."""
    from insight import reading
    from insight.config import load_settings
    from insight.sample import write_sample
    from insight.sample.releases import LAST_DAY
    from insight.screens import show_ideas

    config = folder / "insight.toml"
    if not config.exists():
        _err().print(f"Writing a sample of tickets, reviews and survey answers to {folder}/", markup=False)
        write_sample(folder)
    outcome = _refresh(config, _end_of(LAST_DAY), plain=plain, verbose=verbose)
    _out().print()
    settings = load_settings(config)
    with reading.open_current(settings) as snapshot:
        ideas, total = reading.top_ideas(snapshot, 10), reading.count_ideas(snapshot)
        show_ideas(_out(), ideas, total, reading.published_run(snapshot), _called(config))
    where = settings.data / "current"
    for line in (
        "",
        f"All of it:      {where}/ (DuckDB, Parquet, CSV, feature_ideas.md)",
        f"Ask it:         {_called(config)} sql 'select title, score from marts.feature_ideas order by rank'",
        f"How it stands:  {_called(config)} status",
        "Your own data:  insight init YOUR_EXPORTS...",
    ):
        _out().print(line, markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(outcome.exit_code)


# --- the work -------------------------------------------------------------------------------------------------------


@app.command()
def refresh(ctx: typer.Context, plain: Plain = False, as_of: AsOf = None, verbose: Verbose = False) -> None:
    """Bring the published tables up to date: ingest, mine, publish."""
    raise typer.Exit(_refresh(ctx.obj, _moment(as_of), plain=plain, verbose=verbose).exit_code)


@app.command()
def ingest(ctx: typer.Context, as_of: AsOf = None) -> None:
    """Land what is new in every source."""
    from insight import pipeline
    from insight.screens import show_counts

    with _session(ctx.obj, _moment(as_of)) as session:
        landed = pipeline.ingest(session)
    show_counts(_out(), landed, {})


@app.command()
def mine(ctx: typer.Context, as_of: AsOf = None) -> None:
    """Find statements, themes and ideas in what has landed."""
    from insight import pipeline
    from insight.screens import show_counts

    with _session(ctx.obj, _moment(as_of)) as session:
        mined = pipeline.mine(session)
    show_counts(_out(), {}, mined)


@app.command()
def publish(ctx: typer.Context, as_of: AsOf = None) -> None:
    """Build and check the tables, and make a snapshot of them."""
    from insight import pipeline

    with _session(ctx.obj, _moment(as_of)) as session:
        snapshot, _ = pipeline.publish(session)
    said = f"Published {snapshot}" if snapshot else "Nothing new: the last snapshot stands."
    _out().print(said, markup=False, highlight=False, soft_wrap=True)


@app.command()
def rollback(
    ctx: typer.Context,
    to: Annotated[str | None, typer.Option(help="The run to go back to; without it, the one before.")] = None,
) -> None:
    """Make an earlier snapshot the current one again."""
    from insight import publish, reading
    from insight.warehouse import hold_lock

    settings = _settings(ctx.obj)
    run_id = reading.match_id(to, publish.list_snapshots(settings.data), "snapshot") if to else None
    with hold_lock(settings.data, wait_seconds=settings.limits.lock_wait_seconds):
        current = publish.roll_back(settings.data, run_id)
    _out().print(f"Current is {current} again. The next refresh with something new publishes on.", highlight=False)


# --- answers --------------------------------------------------------------------------------------------------------


@app.command()
def ideas(ctx: typer.Context, top: Top = 10, as_json: AsJson = False) -> None:
    """The feature ideas, best first."""
    from insight import reading
    from insight.screens import show_ideas

    with reading.open_current(_settings(ctx.obj)) as snapshot:
        rows = reading.top_ideas(snapshot, top)
        if as_json:
            _print_json([reading.unpack(row) for row in rows])
        else:
            run, total = reading.published_run(snapshot), reading.count_ideas(snapshot)
            show_ideas(_out(), rows, total, run, _called(ctx.obj))


@app.command()
def evidence(
    ctx: typer.Context,
    idea_id: Annotated[str, typer.Argument(help="The idea's id, or its beginning.")],
    top: Top = 10,
    as_json: AsJson = False,
) -> None:
    """Who says so: the statements for and against an idea."""
    from insight import reading
    from insight.screens import show_evidence

    with reading.open_current(_settings(ctx.obj)) as snapshot:
        idea = reading.find_idea(snapshot, idea_id)
        rows = reading.read_evidence(snapshot, idea["idea_id"])
    if as_json:
        _print_json({"idea": reading.unpack(idea), "evidence": rows})
    else:
        show_evidence(_out(), idea, rows, top, _called(ctx.obj))


@app.command()
def explain(
    ctx: typer.Context,
    statement_id: Annotated[str, typer.Argument(help="The statement's id, or its beginning.")],
    as_json: AsJson = False,
) -> None:
    """Why a statement is what it is: kind, aspect, severity, sentiment, theme."""
    from insight import pipeline, reading
    from insight.screens.explanation import explanation_as_json, show_explanation

    settings = _settings(ctx.obj)
    with reading.open_idle_work_file(settings) as warehouse:
        row = reading.find_statement(warehouse, statement_id)
        explanation, place = pipeline.explain_statement(settings, warehouse, row)
    if as_json:
        _print_json(explanation_as_json(explanation, place))
    else:
        show_explanation(_out(), explanation, place)


@app.command()
def sql(
    ctx: typer.Context,
    query: Annotated[str, typer.Argument(help="One select, such as: select * from marts.feature_ideas")],
    as_json: AsJson = False,
) -> None:
    """Ask the snapshot anything: one read-only select."""
    from insight import reading
    from insight.screens import show_rows
    from insight.warehouse import read_one_select

    with reading.open_current(_settings(ctx.obj)) as snapshot:
        names, rows = read_one_select(snapshot, query)
    if as_json:
        _print_json([dict(zip(names, row, strict=True)) for row in rows])
    else:
        show_rows(_out(), names, rows)


@app.command()
def status(ctx: typer.Context, as_json: AsJson = False) -> None:
    """How things stand: snapshot, sources, last runs, quarantine."""
    from insight import reading
    from insight.screens import show_status

    state = reading.read_status(_settings(ctx.obj))
    if as_json:
        _print_json(state)
    else:
        show_status(_out(), state)


# --- labels ---------------------------------------------------------------------------------------------------------

Labels = Annotated[Path, typer.Argument(metavar="LABELS.csv", help="Texts and labels; perhaps ratings.")]
TextColumn = Annotated[str | None, typer.Option("--text", metavar="COLUMN", help="The column of texts.")]
LabelColumn = Annotated[str | None, typer.Option("--label", metavar="COLUMN", help="The column of labels.")]
Fold = Annotated[
    list[str] | None,
    typer.Option(metavar="LABEL=NAME,...", help="What labels mean, where their names do not tell: defect=bug."),
]


@app.command()
def evaluate(
    ctx: typer.Context,
    labels: Labels,
    text: TextColumn = None,
    label: LabelColumn = None,
    fold: Fold = None,
    as_json: AsJson = False,
) -> None:
    """Measure how well kinds are told, on texts that you have labelled."""
    from insight import pipeline
    from insight.config import Settings
    from insight.screens.evaluation import show_report

    given = pipeline.LabelFile(labels, text, label, _mapping(fold))
    if ctx.obj.exists() or ctx.obj != CONFIG:
        with _session(ctx.obj, None) as session:
            report = pipeline.evaluate_labels(session.settings, given, session)
    else:
        report = pipeline.evaluate_labels(Settings(), given)
    if as_json:
        _print_json(report.as_plain())
    else:
        show_report(_out(), report)


@app.command()
def learn(
    ctx: typer.Context,
    labels: Labels,
    text: TextColumn = None,
    label: LabelColumn = None,
    fold: Fold = None,
    force: Annotated[bool, typer.Option("--force", help="Learn even where it makes things worse.")] = False,
    as_json: AsJson = False,
) -> None:
    """Learn from texts that you have labelled; show before and after, and keep what helps."""
    from insight import pipeline
    from insight.errors import ContractError
    from insight.screens.evaluation import show_learning

    with _session(ctx.obj, None) as session:
        given = pipeline.LabelFile(labels, text, label, _mapping(fold))
        learned = pipeline.learn_labels(session, given, force=force)
    if as_json:
        before, after = learned.before.as_plain(), learned.after.as_plain()
        counts = {"examples": learned.example_count, "written": learned.is_written}
        _print_json({"before": before, "after": after, **counts})
    else:
        show_learning(_out(), learned.before, learned.after)
    if not learned.is_written:
        was, now = learned.before.macro_f1.value, learned.after.macro_f1.value
        raise ContractError(
            f"learning from {labels} makes it worse: macro-F1 {was:.3f} before, {now:.3f} after. Nothing was written; "
            "look at the labels, or learn all the same with --force"
        )
    if not as_json:
        line = f"Wrote {learned.example_count:,} examples to {learned.path}. The next mine judges by them, all anew."
        _out().print(line, markup=False, highlight=False, soft_wrap=True)


def _mapping(pairs: Sequence[str] | None) -> dict[str, str]:
    """Read `--fold a=b,c=d`, which may stand several times."""
    mapping = {}
    for pair in (part for given in pairs or () for part in given.split(",") if part.strip()):
        label, is_given, name = pair.partition("=")
        if not is_given or not label.strip() or not name.strip():
            raise typer.BadParameter(f"'{pair}' is not LABEL=NAME", param_hint="--fold")
        mapping[label.strip()] = name.strip()
    return mapping


# --- themes ---------------------------------------------------------------------------------------------------------


@themes_app.command("list")
def themes_list(
    ctx: typer.Context,
    words: Annotated[list[str] | None, typer.Argument(help="Only themes with these words, or of this id.")] = None,
    top: Top = 30,
    ended: Annotated[bool, typer.Option("--all", help="Those that have ended, too.")] = False,
    as_json: AsJson = False,
) -> None:
    """The themes, largest first, with their ids."""
    from insight import reading
    from insight.screens.themes import show_themes

    with reading.open_current(_settings(ctx.obj)) as snapshot:
        found = reading.list_themes(snapshot, words or [], with_ended=ended)
    if as_json:
        _print_json(found)
    else:
        show_themes(_out(), found[:top], len(found), _called(ctx.obj))


@themes_app.command("edit")
def themes_edit(
    ctx: typer.Context,
    op: Annotated[str | None, typer.Argument(help="rename, merge, split, move, pin, retire, noise or define.")] = None,
    theme: Annotated[list[str] | None, typer.Option(help="The theme: its id, its beginning, or its name.")] = None,
    statement: Annotated[list[str] | None, typer.Option(help="A statement to move, by its id.")] = None,
    to: Annotated[str | None, typer.Option(help="Its name, or the theme or area that it goes to.")] = None,
    phrase: Annotated[list[str] | None, typer.Option(help="What the statements that are meant hold.")] = None,
    example: Annotated[list[str] | None, typer.Option(help="A statement's id, or what somebody might say.")] = None,
    area: Annotated[str | None, typer.Option(help="The area of a theme that is defined.")] = None,
    description: Annotated[str | None, typer.Option(help="What the theme is about.")] = None,
    author: Annotated[str | None, typer.Option(help="Who asks for it.")] = None,
    reason: Annotated[str | None, typer.Option(help="Why.")] = None,
) -> None:
    """Write an edit into taxonomy.yaml; what is not said by options is asked for."""
    from insight import pipeline, reading, runs

    settings = _settings(ctx.obj)
    op = reading.match_word(op or typer.prompt(f"What to do ({', '.join(pipeline.QUESTIONS)})"), pipeline.QUESTIONS)
    themes, phrases, examples = list(theme or []), list(phrase or []), list(example or [])
    for name, question in pipeline.QUESTIONS[op]:
        if name == "theme" and not themes and not statement:
            themes.append(typer.prompt(question))
        elif name == "to" and to is None:
            to = typer.prompt(question)
        elif name in ("phrase", "example") and not phrases and not examples:
            (phrases if name == "phrase" else examples).append(typer.prompt(question))
    with reading.open_current(settings) as snapshot:
        subjects = [reading.find_theme(snapshot, one) for one in themes]
        if to and (op in ("merge", "retire") or (op == "move" and statement)):
            to = reading.find_theme(snapshot, to)["theme_id"]
        said = tuple(reading.find_said(snapshot, one) for one in statement or ())
    wish = pipeline.Wish(
        op=op,
        author=author or typer.prompt("Who asks for it"),
        reason=reason or typer.prompt("Why"),
        made_on=runs.today(),
        themes=tuple(row["theme_id"] for row in subjects),
        statements=said,
        to=to,
        phrases=tuple(phrases),
        examples=tuple(examples),
        area=area,
        description=description,
    )
    path, edit = pipeline.write_edit(settings, wish, note=", ".join(row["label"] for row in subjects))
    line = f"Wrote edit {edit.edit_id} into {path}. The next refresh applies it; taking it out undoes it."
    _out().print(line, markup=False, highlight=False, soft_wrap=True)


@app.command()
def discover(ctx: typer.Context, as_of: AsOf = None, as_json: AsJson = False) -> None:
    """Look for new themes, splits and merges now; a later run makes them, unless somebody speaks against it."""
    from insight import pipeline
    from insight.screens.themes import show_proposals

    with _session(ctx.obj, _moment(as_of)) as session:
        proposals = pipeline.discover(session)
        review_days = session.settings.themes.review_days
    if as_json:
        _print_json(proposals)
    else:
        show_proposals(_out(), proposals, review_days, _called(ctx.obj))


# --- quarantine -----------------------------------------------------------------------------------------------------


@quarantine_app.callback(invoke_without_command=True)
def quarantine(ctx: typer.Context) -> None:
    if ctx.invoked_subcommand is None:
        quarantine_list(ctx)


@quarantine_app.command("list")
def quarantine_list(ctx: typer.Context, top: Top = 20, as_json: AsJson = False) -> None:
    """What waits, and why."""
    from insight import reading
    from insight.screens import show_quarantine

    with reading.open_idle_work_file(_settings(ctx.obj)) as warehouse:
        reasons, rows = reading.waiting_reasons(warehouse), reading.waiting_rows(warehouse, top)
    if as_json:
        _print_json(rows)
    else:
        show_quarantine(_out(), reasons, rows)


@quarantine_app.command("show")
def quarantine_show(
    ctx: typer.Context,
    quarantine_id: Annotated[str, typer.Argument(help="The row's id, or its beginning.")],
    as_json: AsJson = False,
) -> None:
    """One row whole, with its bytes as stored (redacted)."""
    from insight import reading
    from insight.screens import show_quarantined

    with reading.open_idle_work_file(_settings(ctx.obj)) as warehouse:
        row = reading.find_quarantined(warehouse, quarantine_id)
    if as_json:
        _print_json(row)
    else:
        show_quarantined(_out(), row)


@quarantine_app.command("retry")
def quarantine_retry(
    ctx: typer.Context,
    quarantine_id: Annotated[str | None, typer.Argument(help="One row's file only; else all that wait.")] = None,
) -> None:
    """Read the files of waiting rows again, after they were corrected."""
    from insight import landing, pipeline, reading
    from insight.screens import show_counts

    with _session(ctx.obj, None) as session:
        chosen = reading.find_quarantined(session.warehouse, quarantine_id)["quarantine_id"] if quarantine_id else None
        files = landing.forget_waiting_files(session.warehouse, chosen)
        landed = pipeline.ingest(session) if files else {}
        still = sum(row["row_count"] for row in reading.waiting_reasons(session.warehouse))
    show_counts(_out(), landed, {})
    _out().print(f"{len(files)} files read again; {still:,} rows wait in quarantine.", highlight=False)


# --- the plumbing ---------------------------------------------------------------------------------------------------


def config_first(args: Sequence[str]) -> list[str]:
    """Move `--config FILE` to the front, so that it may stand anywhere before a lone `--`."""
    front: list[str] = []
    rest: list[str] = []
    waiting = iter(args)
    for argument in waiting:
        if argument == "--":
            rest += [argument, *waiting]
        elif argument in CONFIG_FLAGS:
            front += [argument, *([value] if (value := next(waiting, None)) is not None else [])]
        elif argument.startswith(f"{CONFIG_FLAGS[0]}="):
            front.append(argument)
        else:
            rest.append(argument)
    return front + rest


def _refresh(config: Path, as_of: datetime | None, *, plain: bool, verbose: bool) -> Outcome:
    from insight import pipeline
    from insight.screens import show_counts

    with _progress() as progress:
        if plain:
            outcome = pipeline.refresh(_settings(config), as_of=as_of, tell=progress.tell)
        else:
            outcome = _refresh_as_flow(config, as_of, progress, verbose=verbose)
    show_counts(_out(), outcome.landed, outcome.mined)
    _out().print(f"{outcome.run_id}: {outcome.note}", markup=False, highlight=False, soft_wrap=True)
    return outcome


def _refresh_as_flow(config: Path, as_of: datetime | None, progress: Progress, *, verbose: bool) -> Outcome:
    import logging
    import os

    os.environ.setdefault("DO_NOT_TRACK", "1")  # Prefect reads it when it is imported
    _settings(config)  # a wrong settings file is told at once, not after a server has started
    log = logging.getLogger("insight.progress")
    log.setLevel(logging.DEBUG)
    log.propagate = False
    relay = progress.handler
    log.addHandler(relay)
    progress.note("starting Prefect")
    try:
        from flows.here import refresh_here

        return refresh_here(str(config), as_of, is_verbose=verbose)
    finally:
        log.removeHandler(relay)


@contextmanager
def _session(config: Path, as_of: datetime | None) -> Iterator[Session]:
    """A run of this process, with the work file open and progress shown."""
    from insight import pipeline

    settings = _settings(config)
    with (
        _progress() as progress,
        pipeline.hold_run(settings, as_of=as_of) as run,
        pipeline.join_run(settings, run, progress.tell) as session,
    ):
        yield session


def _settings(config: Path) -> Settings:
    from insight.config import load_settings

    return load_settings(config)


def _called(config: Path) -> str:
    """How to call the program with this settings file."""
    return "insight" if config == CONFIG else f"insight -c {config}"


def _moment(given: str | None) -> datetime | None:
    if given is None:
        return None
    try:
        if len(given) == len("2026-06-28"):
            return _end_of(date.fromisoformat(given))
        moment = datetime.fromisoformat(given)
    except ValueError:
        raise typer.BadParameter(
            f"'{given}' is no day or time; write 2026-06-28 or 2026-06-28T09:00", param_hint="--as-of"
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), UTC) - timedelta(seconds=1)


def _out() -> Console:
    from rich.console import Console

    return Console()


def _err() -> Console:
    from rich.console import Console

    return Console(stderr=True)


def _progress() -> Progress:
    from insight.progress import Progress

    return Progress(_err())


def _print_json(value: object) -> None:
    from insight.reading import to_json

    typer.echo(to_json(value))


def _say_error(line: str) -> None:
    """One line, with nothing in it that a terminal would act on."""
    typer.echo(" ".join("".join(c if c.isprintable() else " " for c in line).split()), err=True)


@contextmanager
def _noting_signals() -> Iterator[list[int]]:
    """Let Ctrl-C and SIGTERM end the command in good order, and note which of them came."""
    received: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        received.append(number)
        raise KeyboardInterrupt if number == signal.SIGINT else Terminated

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield received
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
