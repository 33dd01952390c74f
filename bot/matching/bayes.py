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


def left_out(matrix: Any, examples: Examples, held: Floats) -> Floats:
    """What each situation would score if it had not been counted: (messages, classes)."""
    scores = np.asarray(matrix @ chances(held), dtype=np.float64)
    for inside in examples.situations():
        # Only its own class knows a situation, so only that column changes.
        own = int(examples.label[inside[0]])
        rows = matrix[inside]
        rest = held[:, own].copy()
        used = np.unique(rows.indices)
        rest[used] -= np.bincount(rows.indices, rows.data, len(rest))[used]
        # Only the features that occur in it are asked for.
        logs = np.zeros_like(rest)
        logs[used] = np.log((rest[used] + UNSEEN) / (rest.sum() + UNSEEN * len(rest)))
        scores[inside, own] = rows @ logs
    return scores
