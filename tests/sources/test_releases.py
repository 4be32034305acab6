"""The releases file: a version and its day; a row without one is a gap that is named, nothing is guessed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from insight.config import ReleaseSettings, Settings
from insight.errors import SourceRejected
from insight.records import Rejected, Release
from insight.sources import read_releases


def read(tmp_path, text, **keys):
    (tmp_path / "releases.csv").write_text(text, encoding="utf-8")
    return list(read_releases(Settings(root=tmp_path, releases=ReleaseSettings(path="releases.csv", **keys))))


def test_releases_are_read_with_their_notes(tmp_path):
    found = read(tmp_path, "version,released_on,notes\n6.4.0,2026-04-13,New start screen\n6.4.1,2026-04-20,\n")
    assert found == [
        Release("6.4.0", datetime(2026, 4, 13, tzinfo=UTC), "New start screen"),
        Release("6.4.1", datetime(2026, 4, 20, tzinfo=UTC), None),
    ]


def test_a_release_without_a_date_is_refused_by_name(tmp_path):
    listed, refused, unread = read(tmp_path, "version,released_on\n1.0,2026-04-13\n1.1,\n1.2,soon\n")
    assert listed == Release("1.0", datetime(2026, 4, 13, tzinfo=UTC))
    assert isinstance(refused, Rejected)
    assert (refused.line, refused.reason, refused.detail) == (3, "bad_timestamp", "release 1.1 has no date")
    assert isinstance(unread, Rejected)


def test_columns_can_be_named_otherwise(tmp_path):
    found = read(tmp_path, "Version,Date\n12.11,2017-03-29\n", version="Version", released_at="Date")
    assert found == [Release("12.11", datetime(2017, 3, 29, tzinfo=UTC))]


def test_a_file_without_the_column_is_refused_whole(tmp_path):
    (refused,) = read(tmp_path, "version,day\n1.0,2026-04-13\n")
    assert isinstance(refused, Rejected)
    assert "released_on" in refused.detail


def test_a_file_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(SourceRejected, match="releases"):
        list(read_releases(Settings(root=tmp_path, releases=ReleaseSettings(path="releases.csv"))))


def test_without_the_setting_there_are_no_releases(tmp_path):
    assert list(read_releases(Settings(root=tmp_path))) == []
