"""Applying: edits in their order, to the themes of a run.

In go edits, the themes and members as they were found, and what is remembered of the last run; out come the themes as
the team wants them, every statement's place, and a verdict on each edit. Nothing that was found is changed: the same
edits are applied to it in every run, so that none is undone, and one that is taken out of the file is. A statement that
a rule of an edit has placed, or left, stays so as long as the edit says the same; only new ones are judged.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from insight.records import Theme
from insight.taxonomy.board import Board, DoesNotFit, Ended, Ground, Memory
from insight.taxonomy.choosing import (
    Hand,
    adopt,
    find_examples,
    gather,
    like_examples_inside,
    with_phrases,
    words_shown,
)
from insight.taxonomy.edits import Edit, area_id, is_area, is_statement
from insight.taxonomy.governed import Governed, Verdict, settle
from insight.taxonomy.likeness import Vectors, mean_of, similarity

_Done = tuple[tuple[str, ...], tuple[str, ...], str, int]  # themes before, themes after, what was done, statements


def apply_edits(edits: Sequence[Edit], ground: Ground, memory: Memory) -> Governed:
    """Apply all edits in order; one that does not fit changes nothing, and its verdict says why."""
    if not edits:
        centres = {theme.theme_id: centre for theme, centre in zip(ground.leaves, ground.centroids, strict=True)}
        return Governed(themes=ground.themes, members=ground.members, centres=centres)
    board = Board(ground, memory)
    returned = _keep_pinned(edits, board)
    verdicts: list[Verdict] = []
    taken: dict[str, tuple[str, ...]] = {}
    for edit in edits:
        hand = Hand(edit, board)
        try:
            before, after, said, moved = _DOES[edit.op](hand)
        except DoesNotFit as problem:
            verdicts.append(Verdict(edit, is_applied=False, reason=str(problem), from_ids=edit.themes_named))
            continue
        taken[edit.edit_id] = tuple(sorted(hand.took | returned.get(edit.edit_id, set())))
        verdicts.append(Verdict(edit, True, said, before, after, moved))
    return settle(board, verdicts, taken)


# --- one function an edit -------------------------------------------------------------------------------------------


def _rename(hand: Hand) -> _Done:
    board, theme, label = hand.board, hand.subject, hand.target
    board.free_label(label, theme.theme_id)
    description = hand.edit.description or theme.description
    board.themes[theme.theme_id] = replace(theme, label=label, description=description)
    board.named.add(theme.theme_id)
    return (theme.theme_id,), (theme.theme_id,), f"found as “{theme.label}”", 0


def _merge(hand: Hand) -> _Done:
    board, into = hand.board, hand.board.target(hand.target)
    given = [one for one in dict.fromkeys(hand.edit.subjects) if one != into.theme_id]
    merged = [one for one in given if one in board.themes or not _ends_in(board, one, into.theme_id)]
    for theme_id in merged:
        board.subject(theme_id)  # all of them, before the first is merged: an edit is applied whole or not at all
    moved = 0
    for theme_id in merged:
        moved += board.put(board.members(theme_id), into.theme_id)
        board.end(theme_id, Ended("merged", into.theme_id, hand.edit.edit_id))
    if merged:
        board.centre_again(into.theme_id)
    names = f"{len(merged)} merged into" if merged else "they are one already with"
    return tuple(merged) or hand.edit.subjects, (into.theme_id,), f"{names} “{into.label}”", moved


def _ends_in(board: Board, theme_id: str, into: str) -> bool:
    try:
        return board.target(theme_id).theme_id == into
    except DoesNotFit:
        return False


def _split(hand: Hand) -> _Done:
    board, edit, theme = hand.board, hand.edit, hand.subject
    label = hand.target
    board.free_label(label, edit.theme_id)
    inside = [one for one in board.members(theme.theme_id) if board.methods[one] != "person"]
    examples = find_examples(hand)

    def choose(statements: list[str]) -> set[str]:
        return with_phrases(board, statements, edit.phrases) | like_examples_inside(board, statements, inside, examples)

    chosen = hand.judge(inside, choose) | (set(edit.example_ids) & set(inside))
    if not chosen:
        raise DoesNotFit(f"no statement of “{theme.label}” is like that")
    if len(chosen) == len(board.members(theme.theme_id)):
        raise DoesNotFit(f"all statements of “{theme.label}” are like that: rename it instead")
    said = edit.description or f"What was split from “{theme.label}”"
    board.themes[edit.theme_id] = replace(theme, theme_id=edit.theme_id, label=label, description=said, keywords=())
    board.named.add(edit.theme_id)
    moved = hand.take(chosen, edit.theme_id)
    board.centre_again(edit.theme_id)
    board.centre_again(theme.theme_id)
    return (theme.theme_id,), (theme.theme_id, edit.theme_id), f"split from “{theme.label}”", moved


def _move(hand: Hand) -> _Done:
    if is_statement(hand.edit.subjects[0]):
        return _move_statements(hand)
    board, theme, name = hand.board, hand.subject, hand.target
    area = board.area(name)
    if area is None:
        if is_area(name):
            raise DoesNotFit(f"there is no area {name}; a name founds one")
        area = _found_area(board, name)
    board.themes[theme.theme_id] = replace(theme, parent_id=area.theme_id)
    return (theme.theme_id,), (theme.theme_id,), f"moved to the area “{area.label}”", 0


def _move_statements(hand: Hand) -> _Done:
    """Put statements where a person wants them, and let those follow that are more like them than like their theme."""
    board, into = hand.board, hand.board.target(hand.target)
    named = [one for given in hand.edit.subjects if (one := board.statement(given)) is not None]
    if not named:
        raise DoesNotFit("the statement is not there: it was deleted, or is not specific any more")
    before = {place for one in named if (place := board.places[one])}
    moved = board.put(named, into.theme_id, "person")
    hand.took |= set(named)
    followed = gather(hand, into.theme_id, board.show(named))
    lost = len(hand.edit.subjects) - len(named)
    said = f"moved to “{into.label}”" + (f"; {followed} alike followed" if followed else "")
    return tuple(sorted(before)), (into.theme_id,), said + (f"; {lost} are not there" if lost else ""), moved + followed


def _pin(hand: Hand) -> _Done:
    theme = hand.subject
    hand.board.pinned.add(theme.theme_id)
    return (theme.theme_id,), (theme.theme_id,), f"“{theme.label}” stays as it is", 0


def _retire(hand: Hand) -> _Done:
    board, theme = hand.board, hand.subject
    successor = board.target(hand.target) if hand.edit.target else None
    if successor is not None and successor.theme_id == theme.theme_id:
        raise DoesNotFit("a theme does not succeed itself")
    after = successor.theme_id if successor else None
    moved = board.put(board.members(theme.theme_id), after, "rule")
    board.end(theme.theme_id, Ended("retired", after, hand.edit.edit_id))
    into = f"its statements are with “{successor.label}”" if successor else "its statements are unclear"
    return (theme.theme_id,), (after,) if after else (), f"“{theme.label}” retired: {into}", moved


def _noise(hand: Hand) -> _Done:
    theme = hand.subject
    hand.board.noise.add(theme.theme_id)
    return (theme.theme_id,), (theme.theme_id,), f"“{theme.label}” counts, but is no pain point and gives no idea", 0


def _define(hand: Hand) -> _Done:
    board, edit = hand.board, hand.edit
    board.free_label(hand.target, edit.theme_id)
    examples = find_examples(hand)
    area = (board.area(edit.area) or _found_area(board, edit.area)) if edit.area else None
    board.themes[edit.theme_id] = Theme(
        theme_id=edit.theme_id,
        label=hand.target,
        description=edit.description
        or "Statements such as " + "; ".join(f"“{one}”" for one in words_shown(board, edit)),
        keywords=(),
        level=2,
        parent_id=area.theme_id if area else _nearest_area(board, examples),
        statement_count=0,
    )
    board.named.add(edit.theme_id)
    board.founded.add(edit.theme_id)
    if len(examples):
        board.centres[edit.theme_id] = mean_of(examples)
    named = [one for given in edit.example_ids if (one := board.statement(given)) is not None]
    moved = board.put(named, edit.theme_id, "person")
    hand.took |= set(named)
    moved += gather(hand, edit.theme_id, examples) + adopt(hand, edit.theme_id)
    if not len(examples):
        board.centre_again(edit.theme_id)
    said = f"{moved} statements are about it" if moved else "nobody has spoken of it yet"
    return (), (edit.theme_id,), said, moved


_DOES: dict[str, Callable[[Hand], _Done]] = {
    "rename": _rename,
    "merge": _merge,
    "split": _split,
    "move": _move,
    "pin": _pin,
    "retire": _retire,
    "noise": _noise,
    "define": _define,
}


# --- themes and areas -----------------------------------------------------------------------------------------------


def _keep_pinned(edits: Sequence[Edit], board: Board) -> dict[str, set[str]]:
    """Bring back pinned themes that nobody speaks of now, as they last were; who speaks of them again joins them."""
    returned: dict[str, set[str]] = {}
    for edit in edits:
        former = board.memory.themes.get(edit.subjects[0]) if edit.op == "pin" else None
        if former is None or not former.is_standing or former.theme.theme_id in board.themes:
            continue
        theme_id = former.theme.theme_id
        parent = former.theme.parent_id if former.theme.parent_id in board.themes else None
        board.themes[theme_id] = replace(former.theme, parent_id=parent, statement_count=0)
        if former.centre is not None:
            board.centres[theme_id] = former.centre
            hand = Hand(edit, board)
            gather(hand, theme_id, former.centre[None, :])
            adopt(hand, theme_id)
            returned[edit.edit_id] = hand.took
    return returned


def _found_area(board: Board, name: str) -> Theme:
    if is_area(name):
        raise DoesNotFit(f"there is no area {name}; a name founds one")
    area = Theme(
        theme_id=area_id(name), label=name, description="", keywords=(), level=1, parent_id=None, statement_count=0
    )
    board.themes[area.theme_id] = area
    board.named.add(area.theme_id)
    return area


def _nearest_area(board: Board, examples: Vectors) -> str | None:
    """The area of the theme that is most like the examples."""
    leaves = [
        one for one in board.themes.values() if one.level == 2 and one.parent_id and one.theme_id in board.centres
    ]
    if not leaves or not len(examples):
        return None
    centres = np.vstack([board.centres[one.theme_id] for one in leaves])
    near = similarity(mean_of(examples)[None, :], centres)[0]
    best = min(range(len(leaves)), key=lambda row: (-near[row], leaves[row].theme_id))
    return leaves[best].parent_id
