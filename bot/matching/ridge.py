"""Kernel ridge regression on one-against-rest targets, and what it says of what it never saw.

What each situation would have scored had it not been among the examples follows from the same
inverse (block leave-one-out, as in Rifkin & Lippert, "Notes on Regularized Least Squares", 2007).
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.matching.examples import Examples

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

OFTEN = 0.05
"""From which share of the messages on a feature counts as one that most have."""

RIDGE = 0.7
"""Strength of the regularisation; chosen by leave-one-situation-out on the examples."""

LEVEL = 0.1
"""The square of the constant feature, by which each class has a level of its own."""

AT_ONCE = 500
"""How many rows of the sparse product are worked out at a time."""

LARGEST = 14_000
"""Up to how many messages the inverse is worked out; beyond, the memory it takes is too much."""

STEPS, TINY = 40, 1e-300
"""Steps of the iteration that takes the place of the inverse, and what keeps it from nought."""


def looseness(examples: Examples, ridge: float) -> Floats:
    """A message of a large class counts less, so that no class wins by its size."""
    sizes = np.bincount(examples.label, minlength=len(examples.classes))
    mean = len(examples.label) / len(sizes)
    return np.asarray(ridge * np.sqrt(sizes / mean)[examples.label], dtype=np.float64)


def targets(examples: Examples) -> Floats:
    """One for the class of each message, nought for the others: (messages, classes)."""
    return np.asarray(np.eye(len(examples.classes))[examples.label], dtype=np.float64)


def solve(
    matrix: Any, examples: Examples, judged: NDArray[np.bool_], *, ridge: float = RIDGE
) -> tuple[Floats, Floats]:
    """The weight of each message, and the left-out scores of those that are `judged`.

    Both are (messages, classes), the latter with the judged messages alone.
    """
    # Those to be judged come last, for the last corner of the inverse needs no more than that
    # corner of the factor.
    order = np.argsort(judged, kind="stable")
    gram = kernel(matrix[order])
    gram += np.float32(LEVEL)
    gram[np.diag_indices_from(gram)] += looseness(examples, ridge)[order].astype(np.float32)
    wanted, count = targets(examples), int(judged.sum())
    sorted_duals, root = _solved(gram, wanted[order], count)
    duals = np.empty_like(wanted)
    duals[order] = sorted_duals
    return duals, _left_out(root, duals[judged], wanted[judged], examples.part(judged))


def iterate(matrix: Any, examples: Examples, *, ridge: float = RIDGE) -> Floats:
    """The weights of many messages, by conjugate gradients; almost the same as by `solve`."""
    loose = looseness(examples, ridge)[:, np.newaxis]
    residual = targets(examples)
    duals = np.zeros_like(residual)
    way = residual.copy()
    length = (residual * residual).sum(axis=0)
    for _ in range(STEPS):
        ahead = matrix @ (matrix.T @ way) + LEVEL * way.sum(axis=0) + loose * way
        step = length / np.maximum((way * ahead).sum(axis=0), TINY)
        duals += step * way
        residual -= step * ahead
        shorter = (residual * residual).sum(axis=0)
        way = residual + shorter / np.maximum(length, TINY) * way
        length = shorter
    return duals


def kernel(matrix: Any) -> Singles:
    """How alike each two messages are: (messages, messages).

    The few features that most messages have make nearly all of the work, and a dense product
    does that ten times as fast as a sparse one.
    """
    often = np.bincount(matrix.indices, minlength=matrix.shape[1]) > OFTEN * matrix.shape[0]
    columns = matrix.astype(np.float32).tocsc()
    common, rest = columns[:, often].toarray(), columns[:, ~often].tocsr()
    gram = common @ common.T
    others = rest.T.tocsr()
    for start in range(0, len(gram), AT_ONCE):
        # In parts, for all of the second product would take as much memory as the first.
        rows = slice(start, start + AT_ONCE)
        gram[rows] += (rest[rows] @ others).toarray()
    return np.asarray(gram)


def _solved(gram: Singles, wanted: Floats, count: int) -> tuple[Floats, Singles]:
    """The weights, and a triangle whose square is the last corner of the inverse.

    By Cholesky in single precision: wrong by less than a millionth, which is far below what one
    more example changes.
    """
    from scipy.linalg.lapack import spotrf, spotrs, strtri

    factor, failed = spotrf(gram.T, lower=1, overwrite_a=1)
    duals, failed_then = spotrs(factor, wanted.astype(np.float32), lower=1)
    first = len(gram) - count
    root, failed_too = strtri(factor[first:, first:], lower=1)
    if failed or failed_then or failed_too:
        raise ValueError("the kernel of the examples is not positive")
    return np.asarray(duals, dtype=np.float64), np.asarray(root)


def _left_out(root: Singles, duals: Floats, wanted: Floats, examples: Examples) -> Floats:
    """What each situation would score if it had not been learned from."""
    scores = np.empty_like(wanted)
    for inside in examples.situations():
        columns = root[:, inside].astype(np.float64)
        block = columns.T @ columns
        scores[inside] = wanted[inside] - np.linalg.solve(block, duals[inside])
    return scores
