"""Which statements found themes, and which join them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from insight.pipeline import themes as stage
from tests.pipeline.made_statements import make_statements


def test_of_very_many_pains_the_first_found_themes_and_the_others_join(monkeypatch: pytest.MonkeyPatch) -> None:
    pains = make_statements(2)
    assert stage._founding(pains) == (pains, [])
    monkeypatch.setattr(stage, "MOST_FOUNDING", 20)
    assert stage._founding(pains) == (pains[:20], pains[20:])


def test_praise_and_what_is_not_english_found_nothing() -> None:
    pain, praise, foreign = make_statements(3)[:3]
    praise, foreign = replace(praise, kind="praise"), replace(foreign, language="de")
    assert stage._founding([praise, foreign, pain]) == ([pain], [praise])
