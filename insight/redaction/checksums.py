"""Checksums of card numbers, bank accounts and national ids.

A number comes in as its digits (and letters) without separators; out comes whether it holds. Each is the published
rule of its number; a wrong length is simply not valid.
"""

from __future__ import annotations

from collections import Counter

# ISO 13616: how long an IBAN of each country is.
IBAN_LENGTHS = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BI": 27, "BR": 29,
    "BY": 28, "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DJ": 27, "DK": 18, "DO": 28, "EE": 20, "EG": 29,
    "ES": 24, "FI": 18, "FK": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28,
    "HN": 28, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20,
    "LB": 28, "LC": 32, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19,
    "MN": 20, "MR": 27, "MT": 31, "MU": 30, "NI": 28, "NL": 18, "NO": 15, "OM": 23, "PK": 24, "PL": 28, "PS": 29,
    "PT": 25, "QA": 29, "RO": 24, "RS": 22, "RU": 33, "SA": 24, "SC": 31, "SD": 18, "SE": 24, "SI": 19, "SK": 24,
    "SM": 27, "SO": 23, "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20,
    "YE": 30,
}  # fmt: skip

_VERHOEFF_TIMES = (
    "0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
    "5987604321", "6598710432", "7659821043", "8765932104", "9876543210",
)  # fmt: skip
_VERHOEFF_TURN = (
    "0123456789", "1576283094", "5803796142", "8916043527", "9453126870", "4286573901", "2793806415", "7046913258",
)  # fmt: skip

_DOUBLED = str.maketrans("0123456789", "0246813579")  # the cross sum of twice the digit


def is_luhn(digits: str) -> bool:
    """ISO/IEC 7812: payment cards."""
    return sum(map(int, digits[-1::-2] + digits[-2::-2].translate(_DOUBLED))) % 10 == 0


def is_card(digits: str) -> bool:
    """Luhn, and a length and first digits that some card scheme issues."""
    size, first = len(digits), int(digits[:4])
    issued = (
        (digits[0] == "4" and size in (13, 16, 18, 19))
        or (5100 <= first <= 5599 and size == 16)
        or (2200 <= first <= 2720 and 16 <= size <= 19)
        or (digits[:2] in ("34", "37") and size == 15)
        or (digits[:2] in ("30", "36", "38", "39") and 14 <= size <= 19)
        or (3528 <= first <= 3589 and 16 <= size <= 19)
        or (digits[:2] in ("50", "56", "57", "58", "60", "61", "62", "63", "64", "65", "67", "81", "82") and size >= 13)
    )
    return issued and len(set(digits)) > 1 and is_luhn(digits)


def is_iban(code: str) -> bool:
    """ISO 13616: the country's length, and 1 modulo 97."""
    if IBAN_LENGTHS.get(code[:2]) != len(code):
        return False
    return int("".join(str(int(c, 36)) for c in code[4:] + code[:4])) % 97 == 1


def is_verhoeff(digits: str) -> bool:
    """Verhoeff's check digit: Aadhaar."""
    state = 0
    for place, digit in enumerate(reversed(digits)):
        state = int(_VERHOEFF_TIMES[state][int(_VERHOEFF_TURN[place % 8][int(digit)])])
    return state == 0


def is_dni(code: str) -> bool:
    """Spanish DNI (12345678Z) and NIE (X1234567L): the letter is the number modulo 23."""
    digits = code[:-1].replace("X", "0").replace("Y", "1").replace("Z", "2")
    return len(code) == 9 and digits.isdigit() and "TRWAGMYFPDXBNJZSQVHLCKE"[int(digits) % 23] == code[-1]


def is_nir(code: str) -> bool:
    """French NIR: 13 signs and their key, 97 minus the number modulo 97; 2A and 2B are Corsica."""
    body, key = code[:13].replace("2A", "19").replace("2B", "18"), code[13:]
    return body.isdigit() and key.isdigit() and 97 - int(body) % 97 == int(key)


def is_steuer_id(digits: str) -> bool:
    """German tax id: 11 digits, one of the first ten two or three times, check digit of ISO 7064 MOD 11,10."""
    if len(digits) != 11 or digits[0] == "0":
        return False
    often = sorted(Counter(digits[:10]).values())
    if often[-1] not in (2, 3) or often[:-1].count(1) != len(often) - 1:
        return False
    product = 10
    for digit in digits[:10]:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    return (11 - product) % 10 == int(digits[10])


def is_sozialversicherung(code: str) -> bool:
    """German pension insurance number (65170839J003): weighted cross sum, the letter as two digits."""
    digits = f"{code[:8]}{ord(code[8]) - 64:02d}{code[9:11]}"
    weights = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)
    return sum(sum(divmod(int(d) * w, 10)) for d, w in zip(digits, weights, strict=True)) % 10 == int(code[11])


def is_cpf(digits: str) -> bool:
    """Brazilian CPF: two check digits modulo 11."""
    if len(digits) != 11 or len(set(digits)) == 1:
        return False
    for size in (9, 10):
        rest = sum(int(d) * (size + 1 - i) for i, d in enumerate(digits[:size])) * 10 % 11 % 10
        if rest != int(digits[size]):
            return False
    return True


def is_nif(digits: str) -> bool:
    """Portuguese NIF: check digit modulo 11."""
    rest = sum(int(d) * (9 - i) for i, d in enumerate(digits[:8])) % 11
    return len(digits) == 9 and int(digits[8]) == (0 if rest < 2 else 11 - rest)
