"""Weighs what the ways of the authors say of an answer against what the examples say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.facts import ERROR_CAUSE, OTHER_ERROR, UNKNOWN
from bot.domain.topic import AGAIN
from bot.domain.turn import Choice

WRONG_VALUE, NEEDLESS_QUESTION = 10.0, 1.0
"""What a wrong value costs, relative to a question that is put again."""

TAKEN_FROM = 1 - NEEDLESS_QUESTION / WRONG_VALUE

SAID = 12.0
"""How much a way that was found multiplies the odds of its option."""

POSSIBLE = 0.01
"""What an option has at least where a way of it was found."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """The choice that an answer means, if it is clear; `again` where it clearly means none."""

    choice: str | None = None
    again: bool = False


def asked_by(offered: Sequence[Choice]) -> str | None:
    """The fact that the open question asks for; a did-you-mean asks for the symptom."""
    unsure = (c.id for c in offered if c.id.endswith(f"={UNKNOWN}"))
    return next((name.partition("=")[0] for name in unsure), None)


def weighed(picked: str | None, meanings: Mapping[str, float], asked: str) -> Weighed:
    """What both say together; where they contradict each other it is nothing."""
    chances = {_id(meaning, asked): p for meaning, p in meanings.items()}
    if not chances or (picked is not None and picked not in chances):
        return Weighed(choice=picked)
    if picked is not None:
        chances[picked] = max(chances[picked], POSSIBLE) * SAID
    best = max(chances, key=lambda name: chances[name])
    sure = chances[best] / sum(chances.values())
    if best == AGAIN:
        return Weighed(again=sure >= MOSTLY)
    taken = sure >= TAKEN_FROM and "=" in best and best != OTHER
    return Weighed(choice=best if taken else None)


OTHER = f"{ERROR_CAUSE}={OTHER_ERROR}"

MOSTLY = 0.5
"""From which probability on an answer is taken for none."""


def _id(meaning: str, asked: str) -> str:
    return f"{asked}={UNKNOWN}" if meaning == UNKNOWN else meaning
