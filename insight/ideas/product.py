"""Product: what customers call it, from how they write.

In go the forms of words and the number of texts; out come the product's names in lower case, each with the name as it
is written: its own ("thunderbird") and what is short for it ("tb", "t-bird"). Nobody is asked and no list is kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

NAMED_BY = 0.05  # times a text from which on a word that is written as a name is the product's
SHORTENED_BY = 0.001  # times a text from which on a short form is one, and no slip


def find_names(forms: Mapping[str, Counter[str]], text_count: int) -> dict[str, str]:
    """Find the product's name, a word that stands as a name in very many texts, and the short forms of it.

    A short form is written as a name too, begins as the name does, and holds letters of it alone, in its order.
    """
    named = {word: _usual(counted) for word, counted in forms.items() if counted.total() >= SHORTENED_BY * text_count}
    names = {word: form for word, form in named.items() if form[:1].isupper()}
    found = [
        word
        for word, form in sorted(names.items())
        if form != form.upper() and len(word) > 2 and forms[word].total() >= NAMED_BY * text_count
    ]
    full = [word for word in found if not any(is_short_for(word, other) for other in found)]
    short = {word: names[name] for word in names for name in full if is_short_for(word, name)}
    return short | {word: names[word] for word in full}


def is_short_for(word: str, name: str) -> bool:
    """Tell whether a word begins as a name does and holds letters of it alone, in its order: "tb" of "thunderbird"."""
    letters = [letter for letter in word if letter.isalpha()]
    if not 1 < len(letters) < len(name) or letters[0] != name[0] or len(letters) != len(word.replace("-", "")):
        return False
    rest = iter(name)
    return all(letter in rest for letter in letters)


def _usual(counted: Counter[str]) -> str:
    return min(counted, key=lambda form: (-counted[form], form))
