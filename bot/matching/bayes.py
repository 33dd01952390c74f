"""Naive Bayes over the weighted features; it errs elsewhere than the ridge, so the two agree well.

As in Rennie et al., "Tackling the Poor Assumptions of Naive Bayes Text Classifiers", 2003, the
counts are weights by rarity and length.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.matching.examples import Examples

Floats = NDArray[np.float64]

UNSEEN = 0.01
"""What a feature counts in a class where it never occurred; chosen by leave-one-situation-out."""


def mass(matrix: Any, examples: Examples) -> Floats:
    """How much of each feature each class holds: (features, classes)."""
    inside = np.eye(len(examples.classes))[examples.label]
    return np.asarray(matrix.T @ inside, dtype=np.float64)


def chances(held: Floats) -> Floats:
    """The logarithm of how probable each feature is in a class."""
    return np.asarray(np.log((held + UNSEEN) / (held.sum(axis=0) + UNSEEN * len(held))))


def left_out(matrix: Any, examples: Examples, held: Floats, judged: NDArray[np.bool_]) -> Floats:
    """What each situation would score if it had not been counted: (judged messages, classes)."""
    rows, part = matrix[judged], examples.part(judged)
    scores = np.asarray(rows @ chances(held), dtype=np.float64)
    totals = held.sum(axis=0) + UNSEEN * len(held)
    for inside in part.situations():
        # Only its own class knows a situation, so only that column changes.
        own = int(part.label[inside[0]])
        scores[inside, own] = _without_itself(rows, inside, held[:, own], totals[own])
    return scores


def _without_itself(matrix: Any, inside: NDArray[np.intp], held: Floats, total: float) -> Floats:
    """What the rows of a situation score in a class that holds so much, theirs taken away."""
    slices = [slice(matrix.indptr[row], matrix.indptr[row + 1]) for row in inside]
    places = np.concatenate([matrix.indices[each] for each in slices])
    weights = np.concatenate([matrix.data[each] for each in slices])
    row = np.repeat(np.arange(len(inside)), [each.stop - each.start for each in slices])
    # Only the features that occur in it are asked for.
    used, where = np.unique(places, return_inverse=True)
    rest = held[used] - np.bincount(where, weights, len(used))
    logs = np.log((rest + UNSEEN) / (total - weights.sum()))
    return np.asarray(np.bincount(row, weights * logs[where], len(inside)), dtype=np.float64)
