"""Kernel ridge regression to classes, and probabilities from its scores.

In goes how alike examples are, and the class of each; out come duals and the temperature under which scores become
calibrated probabilities. All classes count as if they had as many examples. Refuses nothing; a class without examples
is never chosen.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
NEVER = -1e6  # score of a class without examples
_PENALTY = 3.0
_MOST_LEFT_OUT = 2_000  # examples that the temperature is chosen by


def fit_ridge(kernel: Array, targets: NDArray[np.int_], classes: int) -> tuple[Array, float]:
    """Return the duals, shape (n, classes), and the temperature; `kernel`, shape (n, n), stays as it is."""
    # Of very many examples an even part tells the temperature as well, and an inverse costs thrice a solution.
    part = slice(None, None, 1 + len(targets) // _MOST_LEFT_OUT)
    duals, left_out = _leave_out(_penalised(kernel[part, part], targets[part]), targets[part], classes)
    if len(left_out) < len(targets):
        duals = np.asarray(np.linalg.solve(_penalised(kernel, targets), _centred(targets, classes)), dtype=np.float64)
    return duals, _temperature(left_out, targets[part])


def softmax(scores: Array) -> Array:
    """Turn rows of scores into rows of probabilities."""
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Array = shifted / shifted.sum(axis=1, keepdims=True)
    return shares


def _penalised(kernel: Array, targets: NDArray[np.int_]) -> Array:
    """Add the penalty to the diagonal: less for each example of a class with few."""
    counts = np.bincount(targets)
    penalised = kernel.copy()
    penalised[np.diag_indices_from(penalised)] += _PENALTY * (counts * (counts > 0).sum() / len(targets))[targets]
    return penalised


def _centred(targets: NDArray[np.int_], classes: int) -> Array:
    truth: Array = np.eye(classes)[targets] - 1.0 / classes
    return truth


def _leave_out(kernel: Array, targets: NDArray[np.int_], classes: int) -> tuple[Array, Array]:
    """Return the fit, and scores of each example by a fit without it, in closed form (Rifkin and Lippert 2007)."""
    inverse = np.linalg.inv(kernel)
    truth = _centred(targets, classes)
    duals: Array = inverse @ truth
    scores: Array = truth - duals / np.diag(inverse)[:, None]
    scores[:, np.bincount(targets, minlength=classes) == 0] = NEVER
    return duals, scores


def _temperature(scores: Array, labels: NDArray[np.int_]) -> float:
    """Choose the temperature under which the true labels are likeliest (Guo et al. 2017), by left-out scores."""
    candidates = np.geomspace(0.02, 2.0, 47)
    losses = [-np.log(softmax(scores / t)[np.arange(len(labels)), labels] + 1e-12).mean() for t in candidates]
    return float(candidates[int(np.argmin(losses))])
