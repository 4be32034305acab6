"""Themes: named groups of statements about the same thing, which outlive the run that found them.

In go specific pains and requests with their vectors, and the themes of the last run; out come themes in areas, a
place for every statement, and lineage. Pure: no table, file or clock; the same statements in any order give the same
themes. Pains and requests about the same thing share a theme.
"""

from __future__ import annotations

from insight.themes.areas import group_areas
from insight.themes.finding import find_themes, join_known, join_themes, join_translated
from insight.themes.grouping import Grouping, assign, group_statements
from insight.themes.identity import KnownThemes, LineageEvent, match_themes
from insight.themes.names import name_themes
from insight.themes.proposals import Proposal, accept_proposals, choose_proposals, fitting_proposals, propose_changes
from insight.themes.telling import ThemesFound

__all__ = [
    "Grouping",
    "KnownThemes",
    "LineageEvent",
    "Proposal",
    "ThemesFound",
    "accept_proposals",
    "assign",
    "choose_proposals",
    "find_themes",
    "fitting_proposals",
    "group_areas",
    "group_statements",
    "join_known",
    "join_themes",
    "join_translated",
    "match_themes",
    "name_themes",
    "propose_changes",
]
