"""Weighs what the ways of the authors say of an answer against what the examples say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.facts import AGAIN, ERROR_CAUSE, OTHER_ERROR, UNKNOWN
from bot.domain.turn import Choice

TAKEN_FROM = 0.7
"""From which probability on a value is taken; from more, and clear answers are asked again."""

IN_FULL, ALONE, IN_DOUBT = 0.75, 0.85, 0.95
"""From which probability on examples are believed alone, where no way was found: that an option
is meant in a full sentence, anything, and anything where the words ask, deny or name two options.
"""

QUOTED = 0.6
"""The same for an error told in one's own words, which would else be one that nobody knows."""

SAID, POSSIBLE = 8.0, 0.01
"""How much a way that was found multiplies the odds of its option, and what that has at least."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """The choice that an answer means, if it is clear.

    `again` says that it clearly means none, `contrary` that ways and examples disagree.
    """

    choice: str | None = None
    again: bool = False
    contrary: bool = False

    @property
    def settled(self) -> bool:
        """Whether nothing else is to be made of the answer."""
        return self.contrary or self.choice is not None


def asked_by(offered: Sequence[Choice]) -> str | None:
    """The fact that the open question asks for; a did-you-mean asks for the symptom."""
    unsure = (c.id for c in offered if c.id.endswith(f"={UNKNOWN}"))
    return next((name.partition("=")[0] for name in unsure), None)


def weighed(
    picked: str | None,
    meanings: Mapping[str, float],
    asked: str,
    *,
    brief: bool = False,
    full: bool = False,
    doubtful: bool = False,
) -> Weighed:
    """What both say together; where they contradict each other it is nothing.

    In a `brief` statement a way that was found is never taken for none; words that ask or tell a
    story around it may mean something else. Examples are believed sooner of a `full` sentence, and
    must be surer where words are `doubtful`.
    """
    chances = by_choice(meanings, asked)
    if picked is not None and brief:
        chances.pop(AGAIN, None)
    if not chances or (picked is not None and picked not in chances):
        return Weighed(choice=picked)
    if picked is not None:
        chances[picked] = max(chances[picked], POSSIBLE) * SAID
    best = max(chances, key=lambda name: chances[name])
    sure = chances[best] / sum(chances.values())
    if best == AGAIN:
        return Weighed(again=sure >= MOSTLY)
    if picked not in {None, best}:
        return Weighed()
    alone = IN_DOUBT if doubtful else _alone(best, asked, full=full)
    taken = sure >= (alone if picked is None else TAKEN_FROM) and "=" in best and best != OTHER
    return Weighed(choice=best if taken else None)


OTHER = f"{ERROR_CAUSE}={OTHER_ERROR}"

MOSTLY = 0.5
"""From which probability on an answer is taken for none."""


def by_choice(meanings: Mapping[str, float], asked: str) -> dict[str, float]:
    """The probability of each choice that the meanings of an answer stand for."""
    return {f"{asked}={UNKNOWN}" if m == UNKNOWN else m: p for m, p in meanings.items()}


def _alone(best: str, asked: str, *, full: bool) -> float:
    if asked == ERROR_CAUSE:
        return QUOTED
    return IN_FULL if full and not best.endswith(f"={UNKNOWN}") else ALONE
