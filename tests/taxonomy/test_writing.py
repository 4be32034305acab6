"""Writing an edit: what is written reads back, and what stood there stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight.errors import ConfigError
from insight.taxonomy import add_edit, next_id, read_edits

VALUES = {
    "rename": "th_1",
    "to": 'Say "no": it\'s # fine',
    "id": "e1",
    "author": "Mara",
    "on": "2026-06-01",
    "reason": "x",
}
FIRST = """# ours

edits:
- pin: th_2   # the board asks for it
  id: e7
  author: Jo
  on: 2026-06-01
  reason: a promise
"""


def test_an_edit_is_added_and_all_that_stood_there_stays():
    text, edit = add_edit(FIRST, {**VALUES, "id": next_id(FIRST, "t.yaml")}, "t.yaml", note="was: Sync\nstops")
    assert text.startswith(FIRST)
    assert "# was: Sync stops\n- rename: th_1\n" in text
    assert edit.edit_id == "e8"
    assert [one.edit_id for one in read_edits(text, "t.yaml")] == ["e7", "e8"]
    assert edit.target == VALUES["to"]


@pytest.mark.parametrize("text", ["", "# a comment\n", "edits:\n", "edits: []\n"])
def test_the_first_edit_begins_the_list(text):
    written, edit = add_edit(text, VALUES, "t.yaml")
    assert read_edits(written, "t.yaml") == (edit,)


def test_what_could_not_be_read_back_is_refused():
    with pytest.raises(ConfigError, match="an edit asks for one thing"):
        add_edit(FIRST, {**VALUES, "merge": "th_1"}, "t.yaml")


@given(st.text(min_size=1, max_size=60).filter(lambda text: text.strip() and " ".join(text.split())))
def test_any_words_read_back_as_they_were_said(said):
    _, edit = add_edit(FIRST, {**VALUES, "reason": said}, "t.yaml")
    assert edit.reason == " ".join(said.split())
