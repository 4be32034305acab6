"""Measure what a statement is said to mean: `python -m benchmarks.meaning [--json FILE]`.

Reads the public sets below INSIGHT_DATA (default ../shared/data beside the repository); one that is missing is
skipped, and said so. No label of a set that is reported was used to make the rules, except where it is said.

**Sentiment**: area under the ROC curve, how often a good text is scored above a bad one.
- clap, youtube: whole reviews (youtube with its title), 1 and 2 stars against 4 and 5.
- hu-liu: sentences whose features are all tagged + against those all tagged -. The ratings that the regression was
  fitted on hold these same sentences, rated by other people; without them it reached .91 here.
- app-features: sentences with positive features only against those with negative ones only.

**Features in app reviews** (app-features): the protocol of the data's authors. A feature is the set of its words; two
match at level n where one holds the other and their sizes differ by n at most: 0 is exact, 2 within two words. Each
feature counts once, by the best pairing within its sentence. Sentences are split by a hash of their text: rules were
made on one half, figures are those of the other. "Negative sentences" name at least one feature that they call bad;
all features that are annotated in them count. The name of the app is given, as the setting `product` gives it.

**Features of products** (hu-liu): the aspect of each statement that a sentence is split into, as it is stored, against
the features that the sentence is tagged with, both singular. Tags that do not stand in the sentence ([u], [p]) are left
out. No name of a product is given; what VADER hears as glad is read as praise. Rules were made on the reviews of two
products, figures are those of the three others. Precision is stricter over all sentences, for most have no tag.
"With all reviews at hand" knows, as the paper of 2004 does, how often a thing is named and judged in a product's
reviews: of a sentence those things are kept that are judged in it and named in another too, and those that recur and
were judged twice; where there are none, what is judged or recurs. Statements are read without that. The last row
compares a product's list of what recurs or was judged twice with all its tags, as the paper does; exact, it wants the
annotators' very words.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.themes import DATA, vectors_of
from insight.statements import Reader
from insight.statements.sentiment import Vader, head_for
from insight.statements.splitting import split_block

Words = frozenset[str]
Pairs = Sequence[tuple[Sequence[Words], Sequence[Words]]]  # found and annotated, sentence by sentence

APPS = {
    "B004LOMB2Q": "evernote",
    "B005ZXWMUS": "netflix",
    "B0094BB4TW": "facebook",
    "B004SIIBGU": "ebay",
    "com.spotify.music": "spotify",
    "com.twitter.android": "twitter",
    "com.whatsapp": "whatsapp",
    "com.zentertain.photoeditor": "photo editor",
}
LOOKED_AT = ("Nikon_coolpix_4300", "Nokia_6610")
RECURS_FROM = 0.0075  # of the sentences about a product
WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
TAG = re.compile(r"([^,\[\]]+)\[[+-]\d?\]((?:\[\w+\])*)")


@dataclass(frozen=True)
class Row:
    """One measured figure beside what it is held to."""

    what: str
    data: str
    measure: str
    value: float
    bar: float | None = None
    note: str = ""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    arguments = parser.parse_args()
    rows = measure()
    if arguments.json:
        arguments.json.write_text(json.dumps([asdict(row) for row in rows], indent=2) + "\n")
    table = Table("what", "data", "measure", "value", "bar", "note", box=None)
    for row in rows:
        bar = "" if row.bar is None else f"{row.bar:.2f}"
        table.add_row(row.what, row.data, row.measure, f"{row.value:.3f}", bar, row.note)
    Console(width=160).print(table)


def measure() -> list[Row]:
    """Measure all that is present."""
    sets: dict[str, Callable[[], Iterator[Row]]] = {
        "clap": lambda: sentiment_rows("clap", *read_clap()),
        "youtube": lambda: sentiment_rows("youtube", *read_youtube()),
        "hu-liu": measure_hu_liu,
        "app-features": measure_app_features,
    }
    rows = []
    for name, measured in sets.items():
        if (DATA / name).is_dir():
            rows.extend(measured())
        else:
            print(f"{name} is not below {DATA}: skipped")
    return sorted(rows, key=lambda row: row.what)


# --- sentiment ------------------------------------------------------------------------------------------------------


def sentiment_rows(name: str, texts: list[str], is_good: list[bool]) -> Iterator[Row]:
    from sklearn.metrics import roc_auc_score

    vader = Vader()
    head = head_for(384)
    assert head is not None
    compounds = np.array([vader.compound(text) for text in texts])
    joined = head.join(compounds, vectors_of(texts))
    count = f"{len(texts):,} texts"
    yield Row("sentiment", name, "AUC, VADER alone", float(roc_auc_score(is_good, compounds)), None, count)
    yield Row("sentiment", name, "AUC, with vectors", float(roc_auc_score(is_good, joined)), None, count)


def read_clap() -> tuple[list[str], list[bool]]:
    rows = [row for row in read_csv("clap/reviews.csv.gz") if row["rating"] in "1245"]
    return [row["review"] for row in rows], [row["rating"] in "45" for row in rows]


def read_youtube() -> tuple[list[str], list[bool]]:
    rows = [row for row in read_csv("youtube/reviews.csv.gz") if row["rating"] in "1245"]
    return [f"{row['title']}. {row['text']}" for row in rows], [row["rating"] in "45" for row in rows]


def read_csv(name: str) -> list[dict[str, str]]:
    with gzip.open(DATA / name, "rt", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


# --- features in app reviews ----------------------------------------------------------------------------------------


def measure_app_features() -> Iterator[Row]:
    rows = read_csv("app-features/sentences.csv.gz")
    kept = [row for row in rows if bool(row["Feature (Positive)"]) != bool(row["Feature (Negative)"])]
    texts, is_good = [row["Sentence content"] for row in kept], [bool(row["Feature (Positive)"]) for row in kept]
    yield from sentiment_rows("app-features", texts, is_good)
    readers = {app: Reader(products=[name]) for app, name in APPS.items()}
    held_out = [row for row in rows if is_held_out(row["Sentence content"])]
    mentions = [features_found(readers[row["App id"]], row["Sentence content"]) for row in held_out]
    aspects = [aspect_found(readers[row["App id"]], row["Sentence content"]) for row in held_out]
    for name, column, bars, found in (
        ("negative sentences", "Feature (Negative)", (0.25, 0.55), mentions),
        ("negative sentences, by the one aspect", "Feature (Negative)", (None, None), aspects),
        ("all sentences", None, (None, None), mentions),
    ):
        pairs = [
            (one_found, [words_of(one) for one in row["Feature (All Annotated)"].split(";") if one.strip()])
            for row, one_found in zip(held_out, found, strict=True)
            if column is None or row[column].strip()
        ]
        for level, bar in zip((0, 2), bars, strict=True):
            measure_name = f"F1 {'exact' if level == 0 else 'within two words'}"
            yield Row("features", f"app-features, {name}", measure_name, *scored(pairs, level, bar))


def is_held_out(text: str) -> bool:
    return int(hashlib.md5(text.encode(), usedforsecurity=False).hexdigest(), 16) % 2 == 1


def features_found(reader: Reader, text: str) -> list[Words]:
    return [words for mention in reader.find_mentions(text) if (words := words_of(mention.text))]


def aspect_found(reader: Reader, text: str) -> list[Words]:
    found = reader.find_aspect(text, is_praise=Vader().compound(text) > 0)
    return [words for words in (words_of(found or ""),) if words]


def words_of(text: str) -> Words:
    return frozenset(word.lower() for word in WORD.findall(text))


def scored(pairs: Pairs, level: int, bar: float | None) -> tuple[float, float | None, str]:
    """F1, its bar, and a note with precision and recall."""
    right = sum(count_matches(found, known, level) for found, known in pairs)
    precision = right / max(1, sum(len(found) for found, _ in pairs))
    recall = right / max(1, sum(len(known) for _, known in pairs))
    note = f"P {precision:.3f}, R {recall:.3f}, {len(pairs):,} sentences"
    return 2 * precision * recall / max(1e-9, precision + recall), bar, note


def count_matches(found: Sequence[Words], known: Sequence[Words], level: int) -> int:
    """Pair what was found with what is known, one to one, and count the pairs that match."""
    from scipy.optimize import linear_sum_assignment

    if not found or not known:
        return 0
    table = np.array([[is_match(one, other, level) for other in known] for one in found], dtype=float)
    rows, columns = linear_sum_assignment(table, maximize=True)
    return int(table[rows, columns].sum())


def is_match(one: Words, other: Words, level: int) -> bool:
    return (one <= other or other <= one) and abs(len(one) - len(other)) <= level


# --- features of products -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tagged:
    """A sentence of hu-liu with the features that it is tagged with and the aspects of its statements."""

    product: str
    tags: frozenset[str]
    is_tagged: bool  # some tags may stand for what the sentence does not say
    aspects: tuple[str, ...]
    things: dict[str, bool]  # what it names, and whether that is judged


def measure_hu_liu() -> Iterator[Row]:
    texts, is_good, sentences = read_hu_liu()
    yield from sentiment_rows("hu-liu", texts, is_good)
    reported = [one for one in sentences if one.product not in LOOKED_AT]
    for name, kept in (("tagged", [one for one in reported if one.is_tagged]), ("all", reported)):
        pairs = [(as_words(set(one.aspects)), as_words(one.tags)) for one in kept]
        for level, measure_name in ((0, "F1 exact"), (2, "F1 within two words")):
            bar = 0.60 if name == "tagged" else None
            yield Row("features", f"hu-liu, three products, {name} sentences", measure_name, *scored(pairs, level, bar))
    products = dict.fromkeys(one.product for one in reported)
    known = {product: Known([one for one in reported if one.product == product]) for product in products}
    pairs = [
        (as_words(known[one.product].features_in(one.things)), as_words(one.tags)) for one in reported if one.is_tagged
    ]
    for level, measure_name in ((0, "F1 exact"), (2, "F1 within two words")):
        what = "hu-liu, three products, tagged sentences, with all reviews at hand"
        yield Row("features", what, measure_name, *scored(pairs, level, 0.60))
    lists = [(as_words(one.features()), as_words(one.tags)) for one in known.values()]
    value, bar, note = scored(lists, 0, 0.60)
    note = note.replace("sentences", "products") + "; 2004 paper .76"
    yield Row("features", "hu-liu, three products, list of a product", "F1 exact", value, bar, note)


def as_words(names: Iterable[str]) -> list[Words]:
    return [frozenset(name.split()) for name in names]


class Known:
    """What all reviews of one product tell: which things recur in them, and how often each is judged."""

    def __init__(self, sentences: Sequence[Tagged]) -> None:
        self.tags = frozenset[str]().union(*(one.tags for one in sentences))
        self._counts = Counter(name for one in sentences for name in one.things)
        self._judged = Counter(name for one in sentences for name, is_judged in one.things.items() if is_judged)
        self._enough = RECURS_FROM * len(sentences)
        self._whole = min(self._counts, key=lambda name: (-self._counts[name], name))  # the product itself

    def features_in(self, things: dict[str, bool]) -> set[str]:
        """The features that a sentence is about."""
        judged = {name for name, is_judged in things.items() if is_judged}
        recurring = {name for name in things if self._counts[name] >= self._enough and name != self._whole}
        sure = {name for name in judged if self._counts[name] >= 2}
        sure |= {name for name in recurring if self._judged[name] >= 2}
        return sure or judged | recurring

    def features(self) -> set[str]:
        """The features of the product: what recurs, and what is judged twice."""
        return {name for name in self._counts if self._counts[name] >= self._enough or self._judged[name] >= 2}


def read_hu_liu() -> tuple[list[str], list[bool], list[Tagged]]:
    """Sentences that are wholly good or bad, which of both, and all sentences with tags and aspects."""
    reader, vader = Reader(), Vader()
    texts: list[str] = []
    is_good: list[bool] = []
    sentences: list[Tagged] = []
    for file in sorted((DATA / "hu-liu").glob("*.txt")):
        for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
            tags, mark, text = line.partition("##")
            if not mark or file.stem == "README":
                continue
            signs = set(re.findall(r"\[([+-])\d\]", tags))
            if len(signs) == 1:
                texts.append(text.strip())
                is_good.append(signs == {"+"})
            explicit = {singular(tag[1]) for tag in TAG.finditer(tags) if "u" not in tag[2] and "p" not in tag[2]}
            aspects = tuple(aspects_found(reader, vader, text))
            things = things_found(reader, text)
            sentences.append(Tagged(file.stem, frozenset(explicit), bool(TAG.search(tags)), aspects, things))
    return texts, is_good, sentences


def aspects_found(reader: Reader, vader: Vader, text: str) -> Iterator[str]:
    """Yield the aspect of each statement of a text, singular."""
    for start, end in split_block(text, 0, len(text), "en"):
        said = text[start:end]
        if aspect := singular(reader.find_aspect(said, is_praise=vader.compound(said) > 0) or ""):
            yield aspect


def things_found(reader: Reader, text: str) -> dict[str, bool]:
    """What a text names, singular, and whether that is judged."""
    found: dict[str, bool] = {}
    for thing, is_judged in reader.find_things(text):
        name = singular(thing)
        found[name] = found.get(name, False) or is_judged
    return found


def singular(phrase: str) -> str:
    """The words of a phrase without the endings of a plural: "AA batteries" gives "aa battery"."""
    return " ".join(_one(word) for word in re.findall(r"[a-z0-9]+", phrase.lower().replace("'s", "")))


def _one(word: str) -> str:
    if len(word) > 3 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("ches", "shes")):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


if __name__ == "__main__":
    main()
