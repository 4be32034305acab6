"""Teaching: measure the kinds on texts that somebody has labelled, and learn from them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from insight.cli.entry import app
from insight.cli.options import CONFIG, AsJson, open_session
from insight.cli.terminal import out, print_json, say

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

    given = pipeline.LabelFile(labels, text, label, read_mapping(fold))
    if ctx.obj.exists() or ctx.obj != CONFIG:
        with open_session(ctx.obj, None) as session:
            report = pipeline.evaluate_labels(session.settings, given, session)
    else:
        report = pipeline.evaluate_labels(Settings(), given)
    if as_json:
        print_json(report.as_plain())
    else:
        show_report(out(), report)


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

    with open_session(ctx.obj, None) as session:
        given = pipeline.LabelFile(labels, text, label, read_mapping(fold))
        learned = pipeline.learn_labels(session, given, force=force)
    if as_json:
        before, after = learned.before.as_plain(), learned.after.as_plain()
        counts = {"examples": learned.example_count, "written": learned.is_written}
        print_json({"before": before, "after": after, **counts})
    else:
        show_learning(out(), learned.before, learned.after)
    if not learned.is_written:
        was, now = learned.before.macro_f1.value, learned.after.macro_f1.value
        raise ContractError(
            f"learning from {labels} makes it worse: macro-F1 {was:.3f} before, {now:.3f} after. Nothing was written; "
            "look at the labels, or learn all the same with --force"
        )
    if not as_json:
        line = f"Wrote {learned.example_count:,} examples to {learned.path}. The next mine judges by them, all anew."
        say(line)


def read_mapping(pairs: Sequence[str] | None) -> dict[str, str]:
    """Read `--fold a=b,c=d`, which may stand several times."""
    mapping = {}
    for pair in (part for given in pairs or () for part in given.split(",") if part.strip()):
        label, is_given, name = pair.partition("=")
        if not is_given or not label.strip() or not name.strip():
            raise typer.BadParameter(f"'{pair}' is not LABEL=NAME", param_hint="--fold")
        mapping[label.strip()] = name.strip()
    return mapping
