"""Checksums: the published examples hold, and one wrong digit is always noticed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from insight.redaction.checksums import (
    is_card,
    is_cpf,
    is_dni,
    is_iban,
    is_nif,
    is_nir,
    is_sozialversicherung,
    is_steuer_id,
    is_verhoeff,
)

VALID: list[tuple[Callable[[str], bool], str]] = [
    (is_card, "4111111111111111"),
    (is_card, "378282246310005"),
    (is_iban, "DE89370400440532013000"),
    (is_iban, "GB29NWBK60161331926819"),
    (is_verhoeff, "2363"),
    (is_dni, "12345678Z"),
    (is_dni, "X1234567L"),
    (is_nir, "255081416802538"),
    (is_nir, "195062A00100185"),
    (is_steuer_id, "86095742719"),
    (is_sozialversicherung, "65170839J003"),
    (is_cpf, "52998224725"),
    (is_nif, "123456789"),
]


@pytest.mark.parametrize(("holds", "number"), VALID)
def test_a_published_example_holds(holds: Callable[[str], bool], number: str) -> None:
    assert holds(number)


@pytest.mark.parametrize(("holds", "number"), VALID)
def test_one_wrong_digit_is_noticed(holds: Callable[[str], bool], number: str) -> None:
    for place, digit in enumerate(number):
        if digit.isdigit():
            wrong = number[:place] + str((int(digit) + 1) % 10) + number[place + 1 :]
            assert not holds(wrong), wrong
