from __future__ import annotations

import pytest

from insight.statements.facts import find_facts, find_platform, find_version


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("crashes since version 5.2", "5.2"),
        ("I use v3.1.4 now", "3.1.4"),
        ("after the 115 update it is slow", "115"),
        ("Thunderbird 128.1.1esr on Windows 10", "128.1.1esr"),
        ("I upgraded to 115.10.0 today", "115.10.0"),
        ("I have 3 accounts on Windows 11", None),
        ("android 4.4.2 phone", None),
        ("it costs 2.50", None),
        ("no numbers", None),
    ],
)
def test_a_number_is_a_version_only_where_the_text_says_so(text: str, version: str | None) -> None:
    found = find_version(text)
    assert (found.value if found else None) == version


@pytest.mark.parametrize(
    ("text", "platform"),
    [
        ("on my Win 10 PC", "Windows 10"),
        ("macOS 13.3.1 Ventura", "macOS 13.3.1"),
        ("my MacBook", "macOS"),
        ("iOS 17 and later", "iOS 17"),
        ("on my iPad", "iPad"),
        ("Samsung Galaxy S4", "Android"),
        ("Ubuntu 22.04", "Linux"),
        ("I linger in the window", None),
    ],
)
def test_platforms_have_one_spelling(text: str, platform: str | None) -> None:
    found = find_platform(text)
    assert (found.value if found else None) == platform


def test_every_error_code_is_found_in_order() -> None:
    found = find_facts("Error 404, then 0x80070005 and NS_ERROR_FAILURE")
    assert [(fact.name, fact.value) for fact in found] == [
        ("error_code", "404"),
        ("error_code", "0x80070005"),
        ("error_code", "NS_ERROR_FAILURE"),
    ]
    assert find_facts("write to <EMAIL_1>, no error") == []


def test_a_fact_knows_where_it_stands() -> None:
    text = "Since 5.2.1 on Windows 11 it says error code 0x80070005 to <EMAIL_1>."
    assert [(fact.name, fact.value, text[fact.start : fact.end]) for fact in find_facts(text)] == [
        ("version", "5.2.1", "5.2.1"),
        ("platform", "Windows 11", "Windows 11"),
        ("error_code", "0x80070005", "0x80070005"),
    ]
