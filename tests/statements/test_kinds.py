from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from insight.errors import ConfigError
from insight.records import KINDS, FeedbackKind, Statement
from insight.statements import KindModel, Reader
from insight.statements.cues import find_cues, inflect, words_of
from insight.statements.exemplars import FINE_TYPES, PAIN_TYPES, load_exemplars
from insight.statements.kinds import feature_rows, read_signs
from tests.statements.conftest import Judge, message


def names(text: str, language: str = "en") -> list[tuple[str, str]]:
    return [(cue.name, cue.phrase) for cue in find_cues(words_of(text), language)]


def test_the_longest_phrase_wins_and_uses_up_its_words() -> None:
    assert names("It has no problems") == [("works", "no problems")]
    assert names("It has problems") == [("failure", "problems")]
    assert names("I can’t wait, it doesn't crash") == [("works", "cant wait"), ("works", "doesnt crash")]


@pytest.mark.parametrize(
    "text", ["Nothing was lost", "It finds it in no time", "Not a single double entry", "never late"]
)
def test_what_did_not_go_wrong_is_praise_and_no_trouble(text: str) -> None:
    signs = read_signs(text, "en", None)
    assert signs.names == {"works"}


@pytest.mark.parametrize("kind", ["review", "ticket"])
@pytest.mark.parametrize(
    "text",
    [
        "The kettle never leaks.",
        "They never billed me twice for a ride.",
        "Since March the player no longer loses my playlists.",
        "The scanner doesn't freeze any more.",
        "None of my recipes went missing.",
        "The courier app has not logged me out again.",
        "The chat has stopped disconnecting.",
    ],
)
def test_who_denies_a_trouble_has_no_pain(judge: Judge, kind: FeedbackKind, text: str) -> None:
    (statement,) = judge(text, kind=kind)
    assert "pain" not in statement.kinds
    assert kind == "ticket" or statement.kind == "praise"


@pytest.mark.parametrize(
    "text",
    [
        "It no longer plays my recordings.",
        "The radio never syncs.",
        "The scanner does not save any more.",
        "I never had a problem with the scanner until the update.",
        "The scanner never crashes but cannot open a folder.",
    ],
)
def test_who_denies_what_should_be_or_tells_of_another_trouble_has_a_pain(judge: Judge, text: str) -> None:
    assert "pain" in {statement.kind for statement in judge(text)}


def test_what_should_be_and_is_not_once_so_is_no_praise(judge: Judge) -> None:
    (statement,) = judge("Not once did the scanner start.", kind="review")
    assert "praise" not in statement.kinds


def test_cues_exist_in_each_language_that_has_words_of_its_own() -> None:
    assert names("Wäre schön, wenn es nicht abstürzt", "de")[0] == ("wish", "wäre schön")
    assert names("no puedo exportar", "es") == [("inability", "no puedo")]
    assert names("je ne peux pas imprimer", "fr") == [("inability", "ne peux pas")]
    assert names("não consigo imprimir", "pt") == [("inability", "não consigo")]
    assert names("whatever", "xx") == []


def test_regular_endings_are_spelled_out() -> None:
    assert inflect("crash") == ["crash", "crashes", "crashed", "crashing"]
    assert inflect("freeze") == ["freeze", "freezes", "freezed", "freezing"]
    assert inflect("deny") == ["deny", "denies", "denied", "denying"]


def test_examples_cover_every_kind_and_every_type_of_pain() -> None:
    exemplars = load_exemplars()
    kinds = Counter(one.kind for one in exemplars)
    assert set(kinds) == set(KINDS)
    assert min(kinds.values()) >= 15
    assert {one.pain_type for one in exemplars if one.kind == "pain"} == set(FINE_TYPES)


def test_a_teams_own_examples_are_added(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        '[request]\ntexts = ["Gib mir Tabs"]\n[pain]\ntexts = ["Parcelo verliert Pakete"]\n', encoding="utf-8"
    )
    added = [(one.kind, one.pain_type, one.text) for one in load_exemplars(own)[len(load_exemplars()) :]]
    assert added == [("request", None, "Gib mir Tabs"), ("pain", None, "Parcelo verliert Pakete")]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ('[wish]\ntexts = ["a"]', "no kind 'wish'"),
        ('[pain.speed]\ntexts = ["a"]', "no pain type 'speed'"),
        ("[request]\ntexts = 3", "needs texts"),
        ("[request", "not valid TOML"),
    ],
)
def test_a_wrong_file_of_examples_is_refused(tmp_path: Path, content: str, complaint: str) -> None:
    own = tmp_path / "own.toml"
    own.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError, match=complaint):
        load_exemplars(own)
    with pytest.raises(ConfigError, match="cannot be read"):
        load_exemplars(tmp_path / "absent.toml")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The parcel list crashes when I scroll.", "pain"),
        ("I cannot print labels on my Mac.", "pain"),
        ("Labels disappeared from the archive.", "pain"),
        ("Please add a dark mode for the map.", "request"),
        ("It would be nice to have an export of all labels.", "request"),
        ("Would it be possible to offer a night theme, switched by sunset?", "request"),
        ("It'd be cool to have a slider through the history of a page", "request"),
        ("I wish I could sort labels by weight.", "request"),
        ("I love the new map, works great!", "praise"),
        ("How do I change my address?", "question"),
        ("Where can I find my invoices?", "question"),
        ("How can I fix this issue?", "question"),
        ("I am using Windows 11.", "other"),
        ("My sister lives in Rome.", "other"),
        ("Worst app ever.", "other"),
    ],
)
def test_kinds_are_told_by_cues_alone(judge: Judge, text: str, kind: str) -> None:
    (one,) = judge(text)
    assert one.kind == kind
    assert one.kinds[0] == kind
    assert 0 < one.kind_confidence <= 1


def test_confidences_are_probabilities(by_cues: KindModel) -> None:
    rows = np.zeros((3, len(by_cues.kind_weights) - 1))
    assert np.allclose(by_cues.kinds_by_likeness(rows).sum(axis=1), 1)
    assert np.allclose(by_cues.pain_types(rows).sum(axis=1), 1)
    assert 0 < by_cues.temperature < 1


def test_vectors_join_the_cues(reader: Reader) -> None:
    """With vectors that tell the kinds apart, a text without any cue gets the kind of its neighbours."""
    exemplars = load_exemplars()
    vectors = np.zeros((len(exemplars), len(KINDS)), dtype=np.float32)
    for row, one in enumerate(exemplars):
        vectors[row, KINDS.index(one.kind)] = 1
    model = reader.learn_kinds(vectors)
    landed = message("Labels everywhere")
    (read,) = reader.read([landed])
    for kind in ("pain", "praise"):
        vector = np.zeros((1, len(KINDS)), dtype=np.float32)
        vector[0, KINDS.index(kind)] = 1
        (one,) = reader.judge(read.candidates, vector, {"m_1": landed}, model)
        assert one.kind == kind


def test_vectors_that_do_not_fit_are_refused(reader: Reader, by_cues: KindModel) -> None:
    one = Statement("m_1", "f_1", 0, 1, "a", "a", "en")
    with pytest.raises(ValueError, match="dimension 3 for a model of dimension 0"):
        reader.judge([one], np.zeros((1, 3), dtype=np.float32), {"m_1": message("a")}, by_cues)
    with pytest.raises(ValueError, match="1 vectors"):
        reader.learn_kinds(np.zeros((1, 3), dtype=np.float32))


def test_judging_does_not_depend_on_order_or_company(reader: Reader, by_cues: KindModel) -> None:
    texts = ["Sync fails on Android. I love the map. Please add tabs.", "The archive is slow. How do I print?"]
    landed = [message(texts[0]), message(texts[1])]
    together = [one for read in reader.read(landed) for one in read.candidates]
    messages = {"m_1": landed[0]}
    forward = reader.judge(together, None, messages, by_cues)
    backward = reader.judge(together[::-1], None, messages, by_cues)
    alone = [reader.judge([one], None, messages, by_cues)[0] for one in together]
    assert forward == backward[::-1] == alone


def test_a_statement_with_a_vector_is_judged_the_same_to_the_last_bit_in_any_company(reader: Reader) -> None:
    chance = np.random.default_rng(3)
    vectors = chance.normal(size=(len(load_exemplars()), 384)).astype(np.float32)
    model = reader.learn_kinds(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))
    rows = feature_rows(reader.exemplar_signs(), vectors)[:50]
    together = model.kinds_by_likeness(rows)
    alone = np.vstack([model.kinds_by_likeness(row[None, :]) for row in rows])
    shuffled = model.kinds_by_likeness(rows[::-1].copy())[::-1]
    assert np.array_equal(together, alone)
    assert np.array_equal(together, shuffled)


def test_what_each_column_adds_makes_up_the_probabilities(by_cues: KindModel, reader: Reader) -> None:
    row = feature_rows(reader.exemplar_signs(), None)[7]
    sums = np.exp(by_cues.contributions(row).sum(axis=0))
    assert np.allclose(sums / sums.sum(), by_cues.kinds_by_likeness(row[None, :])[0])


def test_what_drains_the_battery_is_told_apart_and_published_as_performance(by_cues: KindModel) -> None:
    rows = feature_rows([read_signs("it drains my battery", "en", None)], None)
    fine = by_cues.fine_types(rows)[0]
    assert FINE_TYPES[int(fine.argmax())] == "energy"
    assert np.isclose(
        by_cues.pain_types(rows)[0][PAIN_TYPES.index("performance")],
        fine[FINE_TYPES.index("performance")] + fine[FINE_TYPES.index("energy")],
    )
