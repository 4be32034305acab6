"""Keywords: what words set a theme apart, by class-based TF-IDF.

In go texts and their groups, out come keywords per group. BERTopic is the chassis: it is given the groups and the
vectors, so it embeds, reduces and clusters nothing, and no model of it is ever stored. Its topic numbers stay here.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from insight.themes.space import Labels, Vectors

_PLACEHOLDER = re.compile(r"<[A-Z_]+\d*>")
_TOKEN = r"(?u)\b[^\W\d_][\w'-]+\b"


def find_keywords(texts: Sequence[str], vectors: Vectors, labels: Labels, *, top: int = 8) -> list[tuple[str, ...]]:
    """Return the keywords of each group 0..max, best first; none where the texts hold no usable word."""
    count = int(labels.max(initial=-1)) + 1
    if count == 0:
        return []
    plain = [_PLACEHOLDER.sub(" ", text) for text in texts]
    if not any(re.search(_TOKEN, text) for text in plain):
        return [()] * count
    model = _open_model(_vectorizer(plain), top + 4)
    model.fit(plain, embeddings=np.asarray(vectors), y=labels)
    # BERTopic numbers groups anew, by size.
    topic_of = dict(zip(labels.tolist(), model.topics_, strict=True))
    return [_words(model.get_topic(topic_of[label]) or [], top) if label in topic_of else () for label in range(count)]


def _open_model(vectorizer: object, top: int) -> Any:
    """A BERTopic that counts words in groups which it is given, and does nothing else."""
    with _hidden("hdbscan", "huggingface_hub", "plotly", "spacy", "umap"):
        from bertopic import BERTopic
        from bertopic.backend import BaseEmbedder
        from bertopic.cluster import BaseCluster
        from bertopic.dimensionality import BaseDimensionalityReduction
        from bertopic.vectorizers import ClassTfidfTransformer

    class Counting(BERTopic):  # type: ignore[misc]
        def _save_representative_docs(self, documents: object) -> None:
            """Do without: which members stand for a group is told by vectors, and this took half of the time."""

    return Counting(
        embedding_model=BaseEmbedder(),
        umap_model=BaseDimensionalityReduction(),
        hdbscan_model=BaseCluster(),
        vectorizer_model=vectorizer,
        ctfidf_model=ClassTfidfTransformer(reduce_frequent_words=True),
        top_n_words=top,
    )


@contextmanager
def _hidden(*packages: str) -> Iterator[None]:
    """Let imports find none of these: BERTopic does without them, and with them its import takes five times as long."""
    hidden = [package for package in packages if package not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for package in hidden:
            del sys.modules[package]


def _vectorizer(texts: Sequence[str]) -> object:
    from sklearn.feature_extraction.text import CountVectorizer

    vectorizer = CountVectorizer(stop_words="english", token_pattern=_TOKEN, ngram_range=(1, 2), max_features=50_000)
    analyze = vectorizer.build_analyzer()
    if any(analyze(text) for text in texts):
        return vectorizer
    return CountVectorizer(token_pattern=_TOKEN)


def _words(scored: object, top: int) -> tuple[str, ...]:
    """Leave out words that a better two-word keyword holds already."""
    words: list[str] = []
    for word, score in scored if isinstance(scored, list) else []:
        if word and score > 0 and not any(set(word.split()) <= set(kept.split()) for kept in words):
            words.append(word)
    return tuple(words[:top])
