"""Choosing: which statements an edit means, by phrases, by examples, or because they were chosen before.

In come one edit and the board, out go statements to their theme. What an edit has judged once it does not judge again
as long as it asks for the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from insight.records import Theme, text_key
from insight.taxonomy.board import Board, DoesNotFit
from insight.taxonomy.edits import Edit
from insight.taxonomy.likeness import Vectors, like_examples, part_like_examples, similarity

ADOPTED = 0.5  # share of a found theme's statements from which on all of it belongs to the theme that took them
# Cosine of a newly found theme's centre to that of the examples from which on it is the same thing. On banking77's
# training split .79 to .70 of the groups so alike had the examples' intent (1 to 5 examples; benchmarks/examples.py).
SAME = 0.8


@dataclass
class Hand:
    """One edit at work on the board."""

    edit: Edit
    board: Board
    took: set[str] = field(default_factory=set)

    @property
    def subject(self) -> Theme:
        return self.board.subject(self.edit.subjects[0])

    @property
    def target(self) -> str:
        return self.edit.target or ""

    def judge(self, statements: Collection[str], choose: Callable[[list[str]], Collection[str]]) -> set[str]:
        """Choose among the statements that this edit has not judged before, as it stands; keep what it chose then."""
        memory = self.board.memory
        if memory.applied.get(self.edit.edit_id) != self.edit.edit_hash:
            return set(choose(sorted(statements)))
        before = memory.taken.get(self.edit.edit_id, frozenset())
        return {one for one in statements if one in before} | set(
            choose(sorted(one for one in statements if one not in memory.seen))
        )

    def take(self, statements: Collection[str], theme_id: str) -> int:
        self.took |= set(statements)
        return self.board.put(sorted(statements), theme_id, "rule")


def find_examples(hand: Hand) -> Vectors:
    examples = hand.board.show(hand.edit.examples)
    if not len(examples) and not hand.edit.phrases:
        raise DoesNotFit("none of its examples is there")
    return examples


def words_shown(board: Board, edit: Edit) -> list[str]:
    """What a theme that a person defines is described by, in words."""
    said = [board.ground.texts[one] for given in edit.example_ids if (one := board.statement(given)) is not None]
    return [*edit.example_texts, *edit.phrases, *said][:3]


def with_phrases(board: Board, statements: Collection[str], phrases: Sequence[str]) -> set[str]:
    """Statements that hold one of the phrases, as whole words."""
    if not phrases:
        return set()
    wanted = re.compile("|".join(rf"(?<!\w){re.escape(text_key(one))}(?!\w)" for one in phrases))
    return {one for one in statements if wanted.search(text_key(board.ground.texts[one]))}


def like_examples_inside(
    board: Board, statements: Collection[str], inside: Collection[str], examples: Vectors
) -> set[str]:
    """Of `statements`, those that fall to the examples when all that is `inside` is cut in two."""
    if not len(examples):
        return set()
    known, vectors = board.vectors_of(inside)
    chosen = {
        one for one, is_like in zip(known, part_like_examples(vectors, examples).tolist(), strict=True) if is_like
    }
    return chosen & set(statements)


def gather(hand: Hand, theme_id: str, examples: Vectors) -> int:
    """Take the statements, from wherever no person put them, that hold a phrase or are more like an example."""
    board = hand.board
    free = [one for one, place in board.places.items() if place != theme_id and board.methods[one] == "topic"]

    def choose(statements: list[str]) -> set[str]:
        chosen = with_phrases(board, statements, hand.edit.phrases)
        known, vectors = board.vectors_of(statements) if len(examples) else ([], board.ground.vectors[:0])
        if known:
            is_like = like_examples(vectors, board.own_similarity(known, vectors), examples)
            chosen |= {one for one, is_chosen in zip(known, is_like.tolist(), strict=True) if is_chosen}
        return chosen

    return hand.take(hand.judge(free, choose), theme_id)


def adopt(hand: Hand, theme_id: str) -> int:
    """Take the whole of each found theme that is the same thing.

    It is where most of its statements were taken, or where it is new and its centre is like that of this theme: a
    group that forms round what a person has defined is not to stand beside it.
    """
    board = hand.board
    found = Counter(member.theme_id for member in board.ground.members if member.theme_id)
    here = Counter(
        member.theme_id
        for member in board.ground.members
        if member.theme_id and board.places[member.statement_id] == theme_id
    )
    moved = 0
    for other in sorted(found.keys() & board.themes.keys() - board.named - board.pinned - {theme_id}):
        is_new = other not in board.memory.themes and _is_same(board, other, theme_id)
        if is_new or here[other] > ADOPTED * found[other]:
            moved += hand.take([one for one in board.members(other) if board.methods[one] == "topic"], theme_id)
    return moved


def _is_same(board: Board, one: str, other: str) -> bool:
    if one not in board.centres or other not in board.centres:
        return False
    return float(similarity(board.centres[one][None, :], board.centres[other][None, :])[0, 0]) >= SAME
