"""A linear classifier with honest probabilities, trained in closed form in seconds.

Ridge regression and naive Bayes over the same features, each judged on situations that it did
not learn from; on those scores the two are weighed against each other and calibrated. What is
kept is one matrix.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.matching import bayes
from bot.matching import ridge as regression
from bot.matching.calibration import Floats, Scale, calibrate, softmax
from bot.matching.examples import Examples
from bot.matching.features import RAREST, SHARES, Shares, Vocabulary, learn_vocabulary
from bot.matching.repair import Repair

ENOUGH = 2_000
"""Up to how many messages each is judged without what was learned from it."""

HELD_BACK = 5
"""Of so many situations one calibrates where there are too many to leave out each in turn."""

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to learn; the usual is chosen by leave-one-situation-out on the examples."""

    ridge: float = regression.RIDGE
    rarest: int = RAREST
    shares: Shares = SHARES


USUAL = Recipe()


@dataclass(frozen=True, slots=True)
class Model:
    """`weights` is (features, classes), `levels` what a message without features scores."""

    classes: tuple[str, ...]
    vocabulary: Vocabulary
    weights: NDArray[np.float32]
    levels: NDArray[np.float32]

    def probabilities(self, tokens: Sequence[str]) -> dict[str, float]:
        """The probability of each class; they sum to 1."""
        places, weights = self.vocabulary.vector(tokens)
        scores = weights.astype(np.float32) @ self.weights.take(places, axis=0) + self.levels
        chances = softmax(scores[np.newaxis, :].astype(np.float64))[0]
        return dict(zip(self.classes, chances.tolist(), strict=True))


def train(examples: Examples, *, progress: Progress = lambda _: None) -> Model:
    """The model of these examples; the same examples give the same model."""
    progress("reading the examples")
    return learn(mended_examples(examples), progress=progress)


def learn(mended: Examples, *, progress: Progress = lambda _: None) -> Model:
    """The model of examples whose typing mistakes are mended already."""
    progress("learning")
    if len(mended.label) > regression.LARGEST:
        taught, (unseen, label) = _teach_many(mended), _held_back(mended)
    else:
        judged = _judged(mended)
        taught, unseen = teach(mended, judged=judged)
        label = mended.label[judged]
    progress("calibrating")
    return _model(taught, calibrate(unseen, label), mended.classes)


def left_out_probabilities(examples: Examples, *, progress: Progress = lambda _: None) -> Floats:
    """What each message would get were its own situation not among the examples."""
    progress("learning with each situation left out")
    _, unseen = teach(mended_examples(examples))
    return softmax(calibrate(unseen, examples.label).odds(unseen))


@dataclass(frozen=True, slots=True)
class Taught:
    """What ridge and Bayes give each feature, and the ridge's level of each class."""

    vocabulary: Vocabulary
    weights: tuple[Floats, Floats]
    levels: Floats

    def scores(self, messages: Sequence[Sequence[str]]) -> tuple[Floats, Floats]:
        """What both say of messages: (messages, classes)."""
        matrix = _matrix(self.vocabulary, messages)
        return matrix @ self.weights[0] + self.levels, matrix @ self.weights[1]


def teach(
    examples: Examples, recipe: Recipe = USUAL, *, judged: NDArray[np.bool_] | None = None
) -> tuple[Taught, tuple[Floats, Floats]]:
    """What is learned, and what both would score on each situation without it.

    Only on those that are `judged`, if not on all; to judge a message costs more than to learn it.
    """
    judged = np.ones(len(examples.label), dtype=bool) if judged is None else judged
    vocabulary = learn_vocabulary(examples.tokens, rarest=recipe.rarest, shares=recipe.shares)
    matrix = _matrix(vocabulary, examples.tokens)
    duals, ridge_unseen = regression.solve(matrix, examples, judged, ridge=recipe.ridge)
    held = bayes.mass(matrix, examples)
    unseen = ridge_unseen, bayes.left_out(matrix, examples, held, judged)
    return _taught(vocabulary, matrix, duals, held), unseen


def _judged(examples: Examples) -> NDArray[np.bool_]:
    """The messages that calibrate: all, or of many those of every second situation."""
    few = len(examples.label) <= ENOUGH
    return np.asarray((examples.situation % 2 == 0) | few)


def _teach_many(examples: Examples) -> Taught:
    """The same for so many examples that the inverse would not fit into memory."""
    vocabulary = learn_vocabulary(examples.tokens)
    matrix = _matrix(vocabulary, examples.tokens)
    duals = regression.iterate(matrix, examples)
    return _taught(vocabulary, matrix, duals, bayes.mass(matrix, examples))


def _taught(vocabulary: Vocabulary, matrix: Any, duals: Floats, held: Floats) -> Taught:
    weights = np.asarray(matrix.T @ duals), bayes.chances(held)
    return Taught(vocabulary, weights, regression.LEVEL * duals.sum(axis=0))


def _held_back(examples: Examples) -> tuple[tuple[Floats, Floats], NDArray[np.intp]]:
    """Scores of every fifth situation by what the others teach, and their classes."""
    back = examples.situation % HELD_BACK == 0
    rest = examples.part(back)
    return _teach_many(examples.part(~back)).scores(rest.tokens), rest.label


def _model(taught: Taught, scale: Scale, classes: tuple[str, ...]) -> Model:
    """Both classifiers and the calibration in one matrix."""
    ridge, bayes_ = scale.slopes
    weights = ridge * taught.weights[0] + bayes_ * taught.weights[1]
    levels = ridge * taught.levels + scale.levels
    return Model(classes, taught.vocabulary, weights.astype(np.float32), levels.astype(np.float32))


def mended_examples(examples: Examples) -> Examples:
    """The examples as messages are read: with typing mistakes repaired."""
    repair = Repair(examples.tokens)
    tokens = tuple(tuple(repair(each)) for each in examples.tokens)
    return Examples(tokens, examples.classes, examples.label, examples.situation)


def _matrix(vocabulary: Vocabulary, messages: Sequence[Sequence[str]]) -> Any:
    """The messages as rows of a sparse matrix."""
    from scipy.sparse import csr_matrix

    rows = [vocabulary.vector(tokens) for tokens in messages]
    none = np.zeros(0, dtype=np.intp)
    starts = np.cumsum([0, *(len(places) for places, _ in rows)])
    columns = np.concatenate([none, *(places for places, _ in rows)])
    values = np.concatenate([none, *(weights for _, weights in rows)])
    return csr_matrix((values, columns, starts), shape=(len(messages), len(vocabulary.marks)))
