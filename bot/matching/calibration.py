"""Makes probabilities honest: what is called 80 % is right in eight of ten unseen messages."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

STEADY = 0.01
"""How strongly the level of a class is held to nought."""

BINS = 10
"""Into how many equal parts a reliability table cuts the probabilities."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How much each kind of scores counts, and the level of each class, in log odds."""

    slopes: Floats
    levels: Floats

    def odds(self, scores: Sequence[Floats]) -> Floats:
        """Log odds (rows, classes) from the scores of each kind."""
        raised = sum(slope * kind for slope, kind in zip(self.slopes, scores, strict=True))
        return np.asarray(raised + self.levels)


def calibrate(scores: Sequence[Floats], label: NDArray[np.intp]) -> Scale:
    """The scale by which the probabilities of unseen messages are most honest."""
    from scipy.optimize import minimize

    spread = np.asarray([kind.std() or 1.0 for kind in scores])
    stacked = np.stack([kind / s for kind, s in zip(scores, spread, strict=True)])
    rows = np.arange(len(label))
    kinds = len(scores)

    def loss(free: Floats) -> tuple[float, Floats]:
        p = softmax(np.tensordot(free[:kinds], stacked, axes=1) + free[kinds:])
        error = p.copy()
        error[rows, label] -= 1
        slopes = (stacked * error).sum(axis=(1, 2)) / len(label)
        held = STEADY * free[kinds:]
        value = -np.log(p[rows, label] + 1e-12).mean() + 0.5 * float(held @ free[kinds:])
        return float(value), np.concatenate([slopes, error.mean(axis=0) + held])

    start = np.concatenate([np.ones(kinds), np.zeros(stacked.shape[2])])
    best = minimize(loss, start, jac=True, method="L-BFGS-B").x
    return Scale(np.asarray(best[:kinds] / spread), np.asarray(best[kinds:]))


def softmax(odds: Floats) -> Floats:
    """Log odds (rows, classes) to probabilities."""
    raised = np.exp(odds - odds.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


@dataclass(frozen=True, slots=True)
class Bin:
    """Messages whose best probability lies between `low` and `high`."""

    low: float
    high: float
    messages: int
    claimed: float
    right: float


def reliability(sure: Floats, right: NDArray[np.bool_]) -> tuple[Bin, ...]:
    """What was claimed beside what came true; bins that hold no message are left out."""
    places = np.minimum((sure * BINS).astype(int), BINS - 1)
    found = []
    for place in range(BINS):
        inside = places == place
        if inside.any():
            claimed, true = float(sure[inside].mean()), float(right[inside].mean())
            low, high = place / BINS, (place + 1) / BINS
            found.append(Bin(low, high, int(inside.sum()), claimed, true))
    return tuple(found)


def expected_error(bins: Sequence[Bin]) -> float:
    """The expected calibration error: how far claims are from the truth, on average."""
    total = sum(each.messages for each in bins)
    return sum(each.messages * abs(each.claimed - each.right) for each in bins) / (total or 1)
