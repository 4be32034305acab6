"""Fit the heads of `insight/statements/sentiment.toml`: `python -m benchmarks.fit_sentiment SDIST`.

SDIST is the source package of vaderSentiment 3.3.2 (MIT; `pip download --no-deps --no-binary :all:
vaderSentiment==3.3.2`), which holds the ratings of the VADER paper (Hutto and Gilbert 2014): 4,200 tweets, 10,605
sentences of film reviews, 5,190 of newspaper editorials and 3,708 of product reviews, each the mean of twenty people's
ratings from -4 to 4. Its wheel does not hold them. The penalty was chosen by leaving one of the four sets out. Prints
Spearman's correlation on each set by a head that was fitted on the three others, then writes the file; only the
coefficients are kept in the repository, no text.
"""

from __future__ import annotations

import argparse
import io
import tarfile
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr
from sklearn.linear_model import Ridge

from insight.encoder import MULTILINGUAL_NAME, english_name, open_encoder, open_multilingual
from insight.statements.sentiment import Vader

PENALTY = 10.0
SETS = ("tweets", "movieReviewSnippets", "nytEditorialSnippets", "amazonReviewSnippets")
TARGET = Path(__file__).resolve().parent.parent / "insight" / "statements" / "sentiment.toml"
SOURCE = """
# How a vector sounds: ridge regressions on the ratings in vaderSentiment-3.3.2.tar.gz (MIT, Copyright (c) 2016
# C.J. Hutto; its additional_resources/hutto_ICWSM_2014), scaled to the spread of VADER's compound score.
# Written by `python -m benchmarks.fit_sentiment`; not to be edited. A table's name is the length of the vectors.
"""

Matrix = NDArray[np.float64]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("sdist", type=Path, help="vaderSentiment-3.3.2.tar.gz")
    rated = read_ratings(parser.parse_args().sdist)
    vader = Vader()
    compounds = {name: np.array([vader.compound(text) for text in texts]) for name, (texts, _) in rated.items()}
    ratings = {name: numbers for name, (_, numbers) in rated.items()}
    heads = {}
    for encoder, name, is_english in (
        (open_encoder(), english_name("int8"), True),
        (open_multilingual(), MULTILINGUAL_NAME, False),
    ):
        columns = {one: np.asarray(encoder.encode(texts), dtype=np.float64) for one, (texts, _) in rated.items()}
        if is_english:
            columns = {one: np.hstack([matrix, compounds[one][:, None]]) for one, matrix in columns.items()}
        print(f"{name}: {'  '.join(f'{one} {figure:.3f}' for one, figure in left_out(columns, ratings).items())}")
        heads[encoder.dimension] = {"encoder": name, **fit(columns, ratings, compounds, encoder.dimension)}
    TARGET.write_text(SOURCE.lstrip() + "".join(as_table(*head) for head in heads.items()), encoding="utf-8")
    print(f"wrote {TARGET}")


def as_table(dimension: int, head: Mapping[str, Any]) -> str:
    """Write a head as a table of TOML."""
    weights = textwrap.fill(", ".join(map(str, head["weights"])), 118)
    lines = [f"[{dimension}]", f'encoder = "{head["encoder"]}"', f"intercept = {head['intercept']}"]
    return "\n".join(["", *lines, f"compound_weight = {head['compound_weight']}", f"weights = [\n{weights}\n]", ""])


def read_ratings(sdist: Path) -> dict[str, tuple[list[str], Matrix]]:
    """Texts and mean ratings by set, from the archive inside the source package."""
    rated = {}
    with tarfile.open(sdist) as outer:
        member = next(one for one in outer if one.name.endswith("hutto_ICWSM_2014.tar.gz"))
        inner = outer.extractfile(member)
        assert inner is not None
        with tarfile.open(fileobj=io.BytesIO(inner.read())) as archive:
            for name in SETS:
                file = archive.extractfile(f"hutto_ICWSM_2014/{name}_GroundTruth.txt")
                assert file is not None
                lines = file.read().decode("utf-8", "replace").splitlines()
                rows = [line.split("\t", 2) for line in lines if line.count("\t") >= 2]
                rated[name] = ([row[2] for row in rows], np.array([float(row[1]) for row in rows]))
    return rated


def left_out(columns: dict[str, Matrix], ratings: dict[str, Matrix]) -> dict[str, float]:
    """Spearman's correlation on each set by a regression on the others."""
    figures = {}
    for name in columns:
        others = [one for one in columns if one != name]
        model = Ridge(PENALTY).fit(
            np.vstack([columns[one] for one in others]), np.concatenate([ratings[one] for one in others])
        )
        figures[name] = float(spearmanr(model.predict(columns[name]), ratings[name]).statistic)
    return figures


def fit(
    columns: dict[str, Matrix], ratings: dict[str, Matrix], compounds: dict[str, Matrix], dimension: int
) -> dict[str, Any]:
    """Fit on all sets; scale, so that the regression is spread over -1 to 1 as VADER's compound is."""
    rows = np.vstack(list(columns.values()))
    model = Ridge(PENALTY).fit(rows, np.concatenate(list(ratings.values())))
    scale = np.concatenate(list(compounds.values())).std() / model.predict(rows).std()
    weights = [round(float(weight * scale), 4) for weight in model.coef_]
    return {
        "intercept": round(float(model.intercept_ * scale), 4),
        "compound_weight": weights[dimension] if len(weights) > dimension else 0.0,
        "weights": weights[:dimension],
    }


if __name__ == "__main__":
    main()
