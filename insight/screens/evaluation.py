"""The screens of `insight evaluate` and `insight learn`: figures with intervals, calibration, what is confused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from insight.screens.values import safe

if TYPE_CHECKING:
    from insight.evaluation import Figure, Report

_CONFUSIONS_SHOWN = 6
_QUOTE = 140


def show_report(console: Console, report: Report) -> None:
    """One set: classes, the whole, calibration, and the surest mistakes in the customers' words."""
    console.print(f"{safe(report.label_set)}: {report.count:,} labelled texts", highlight=False)
    console.print()
    console.print(_classes(report))
    console.print()
    console.print(_calibration(report))
    if report.confusions:
        console.print()
        console.print(_confusions(report))


def show_learning(console: Console, before: Report, after: Report) -> None:
    """The same texts judged before learning and after it, each by examples of other texts."""
    table = Table(box=None, pad_edge=False, title="Cross-validated: no text is judged by itself", title_justify="left")
    for heading in ("", "labels", "before", "after"):
        table.add_column(heading, justify="left" if not heading else "right", no_wrap=True)
    was, now = ({name: figure for name, figure, _ in report.figures()} for report in (before, after))
    for name, _, count in after.figures():
        if name.startswith(("precision", "recall")):
            continue
        table.add_row(name.replace("_", " ").replace(":", " "), f"{count:,}", _shown(was.get(name)), _shown(now[name]))
    console.print(table)


def _classes(report: Report) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("", "labels", "precision", "recall", "F1"):
        table.add_column(heading, justify="left" if not heading else "right", no_wrap=True)
    for one in report.classes:
        table.add_row(safe(one.name), f"{one.count:,}", _shown(one.precision), _shown(one.recall), _shown(one.f1))
    table.add_section()
    table.add_row("macro-F1", f"{report.count:,}", "", "", _shown(report.macro_f1))
    table.add_row("accuracy", f"{report.count:,}", "", "", _shown(report.accuracy))
    return table


def _calibration(report: Report) -> Table:
    title = f"Calibration: expected error {_shown(report.calibration_error)}"
    table = Table(box=None, pad_edge=False, title=title, title_justify="left")
    for heading in ("how sure", "answers", "mean", "right"):
        table.add_column(heading, justify="right")
    for one in report.bins:
        table.add_row(
            f"{one.low:.1f} to {one.high:.1f}", f"{one.count:,}", f"{one.confidence:.2f}", f"{one.accuracy:.2f}"
        )
    return table


def _confusions(report: Report) -> Table:
    table = Table(box=None, pad_edge=False, title="Taken for another, with the surest examples", title_justify="left")
    for heading in ("is", "was taken for", "times", "for example"):
        table.add_column(heading, justify="right" if heading == "times" else "left")
    for one in report.confusions[:_CONFUSIONS_SHOWN]:
        told = [Text(f"{example.key}: {safe(example.text)[:_QUOTE]}", style="dim") for example in one.examples]
        table.add_row(safe(one.truth), safe(one.answer), f"{one.count:,}", Text("\n").join(told))
    return table


def _shown(figure: Figure | None) -> str:
    """A figure with its interval: 0.831 0.81-0.85."""
    if figure is None:
        return ""
    return f"{figure.value:.3f} {figure.low:.2f}-{figure.high:.2f}"
