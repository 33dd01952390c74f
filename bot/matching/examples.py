"""Example messages as words, with the class and the situation of each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.matching.normalise import words

Situations = Mapping[str, Sequence[Sequence[str]]]
"""For each class its situations, each a list of messages."""


@dataclass(frozen=True, slots=True)
class Examples:
    """`label` and `situation` hold, for each message, the place of its class and a number."""

    tokens: tuple[tuple[str, ...], ...]
    classes: tuple[str, ...]
    label: NDArray[np.intp]
    situation: NDArray[np.intp]

    def part(self, chosen: NDArray[np.bool_]) -> "Examples":
        """The chosen messages; the classes stay the same."""
        kept = tuple(self.tokens[i] for i in np.flatnonzero(chosen))
        return Examples(kept, self.classes, self.label[chosen], self.situation[chosen])

    def situations(self) -> Iterator[NDArray[np.intp]]:
        """The places of the messages of each situation."""
        order = np.argsort(self.situation, kind="stable")
        edges = np.flatnonzero(np.diff(self.situation[order])) + 1
        yield from np.split(order, edges)


def gather(situations: Situations) -> Examples:
    """All example messages in one order, whatever the order of the files."""
    classes = tuple(sorted(situations))
    tokens: list[tuple[str, ...]] = []
    label: list[int] = []
    situation: list[int] = []
    number = 0
    for index, name in enumerate(classes):
        for messages in situations[name]:
            for message in messages:
                tokens.append(tuple(words(message)))
                label.append(index)
                situation.append(number)
            number += 1
    return Examples(tuple(tokens), classes, np.asarray(label), np.asarray(situation))
