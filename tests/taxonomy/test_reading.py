"""Reading taxonomy.yaml: strict, with the line of what is wrong."""

from __future__ import annotations

from datetime import date

import pytest

from insight.errors import ConfigError
from insight.taxonomy import Edit, read_edits

META = "id: e1\n    author: Mara\n    on: 2026-06-01\n    reason: our words"


def edit(*lines: str) -> str:
    return "edits:\n  - " + "\n    ".join([*lines, META]) + "\n"


def test_an_edit_is_read_as_it_is_written():
    text = "# ours\n" + edit("split: th_1", "into: No", "phrases: [CSV  export, 'on: off']", "description: 12:30")
    assert read_edits(text, "taxonomy.yaml") == (
        Edit(
            edit_id="e1",
            op="split",
            subjects=("th_1",),
            target="No",
            author="Mara",
            made_on=date(2026, 6, 1),
            reason="our words",
            phrases=("CSV export", "on: off"),
            description="12:30",
        ),
    )


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "edits:\n", "edits: []\n"])
def test_a_file_without_edits_has_none(text):
    assert read_edits(text, "taxonomy.yaml") == ()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("edits: [", "line 1: not valid YAML: expected the node content"),
        ("edit:\n- a: b", "line 1: unknown key 'edit'; the only one is 'edits'"),
        ("- a", "line 1: the file is not 'key: value' lines"),
        ("edits: soon", "line 1: 'edits' holds a list: each edit begins with '- '"),
        (edit("rename: th_1", "too: X"), "line 3: unknown key 'too' of rename; did you mean 'to'?"),
        (edit("renam: th_1", "to: X"), "line 2: the edit does not say what to do; did you mean 'rename'?"),
        (edit("rename: th_1"), "line 2: the edit 'rename' has no 'to'"),
        (edit("rename: th_1", "to:"), "line 3: 'to' is empty"),
        (edit("rename: th_1", "to: [a, b]"), "line 3: 'to' holds one text, not a list"),
        (edit("rename: th_1", "to: {a: b}"), "line 3: 'to' holds words, or a list of them"),
        (edit("rename: th_1", "to: X", "to: Y"), "line 4: the key 'to' stands twice"),
        (
            edit("rename: Sync", "to: X"),
            "line 2: 'rename' names a theme by id, such as th_0123456789abcdef, not 'Sync'",
        ),
        (edit("rename: th_1", "to: th_2"), "line 3: 'to' of 'rename' is a name, not the id 'th_2'"),
        (edit("merge: [th_1, th_2]", "into: Sync"), "line 3: 'into' of 'merge' is the id of a theme, not 'Sync'"),
        (edit("move: st_1", "to: Sync"), "line 3: 'to' of 'move' is the id of a theme, not 'Sync'"),
        (edit("move: [st_1, th_2]", "to: th_3"), "line 2: 'move' names one theme"),
        (edit("split: th_1", "into: X"), "line 2: the edit 'split' says neither 'phrases' nor 'examples'"),
        (edit("pin: [th_1, th_2]"), "line 2: 'pin' names one theme"),
        (edit("pin: th_1", "noise: th_1"), "line 2: an edit asks for one thing; this one for pin and noise"),
        (edit("pin: th_1").replace("author: Mara", ""), "line 2: the edit 'pin' has no 'author'"),
        (edit("pin: th_1").replace("2026-06-01", "June"), "line 5: 'on' is a day such as 2026-06-28, not 'June'"),
        (edit("pin: th_1").replace("id: e1", "id: e 1"), "line 3: the id 'e 1' is not letters"),
        (edit("pin: th_1") + edit("pin: th_2")[7:], "line 7: the id 'e1' is that of line 2 too"),
        ("edits:\n  - !!python/object/apply:os.system [ls]\n", "line 2: an edit is not 'key: value' lines"),
        ("edits: " + "[" * 5_000, "not valid YAML"),
    ],
)
def test_what_is_wrong_is_refused_with_its_line(text, problem):
    with pytest.raises(ConfigError) as refused:
        read_edits(text, "taxonomy.yaml")
    assert problem in str(refused.value)
    assert str(refused.value).startswith("taxonomy.yaml")


def test_who_asks_and_why_changes_nothing_that_is_asked():
    one, other = (
        read_edits(edit("pin: th_1").replace("Mara", who).replace("our words", why), "t.yaml")[0]
        for who, why in (("Mara", "a"), ("Jo", "b"))
    )
    assert one.edit_hash == other.edit_hash
    assert one.theme_id == other.theme_id
