"""The command line: one command a wish, no logic of its own.

`entry` holds the program itself: its errors, signals and `--config`. `options` and `terminal` are what the commands
share. The commands stand by purpose, in the order in which `insight --help` lists them: `beginning`, `running`,
`answering`, `deciding`, `labels`, `themes`, `quarantine`. Everything heavy is imported by the command that needs it.
"""

from __future__ import annotations

# Each module puts its commands into `app` when it is imported; the order is that of the help.
# isort: off
from insight.cli.entry import app, config_first
from insight.cli import beginning, running, answering, deciding, labels, themes, quarantine
# isort: on

__all__ = ["answering", "app", "beginning", "config_first", "deciding", "labels", "quarantine", "running", "themes"]
