"""What a look's findings mean: an error text explained, a green, red or unknown mark."""

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.domain.events import Mark
from bot.domain.facts import (
    ERROR_CAUSE,
    ERROR_SHOWN,
    LAST_ERROR,
    NO_ERROR,
    Fact,
    FactName,
    Source,
)
from bot.domain.hearing import error_fact
from bot.domain.reading import ErrorSeen
from bot.domain.topic import Topic


def explained(
    found: Sequence[Fact], recognise: Callable[[str], Sequence[ErrorSeen]], *, now: datetime
) -> list[Fact]:
    """What the error text among `found` tells: whether there is one, and which cause it names."""
    text = next((fact.value for fact in found if fact.name == LAST_ERROR), None)
    if text is None:
        return []
    if text == NO_ERROR:
        return [_seen(ERROR_SHOWN, NO_ERROR, now=now), _seen(ERROR_CAUSE, NO_ERROR, now=now)]
    seen = next(iter(recognise(text)), ErrorSeen(text=None, cause=None, quote=text))
    cause = error_fact(seen, source=Source.CHECKED, now=now)
    return [_seen(ERROR_SHOWN, "shown", now=now), cause]


def state_of(facts: Sequence[Fact], topic: Topic) -> tuple[Mark, Fact | None]:
    """The mark of a look and the fact that explains it: what is wrong before what is right."""
    valued = [f for f in facts if f.known and f.name in topic.facts]
    bad = [f for f in valued if topic.mark(f) is False]
    if bad:
        return "problem", bad[0]
    error = next((f for f in facts if f.name == ERROR_CAUSE and f.detail), None)
    if error is not None:
        return "problem", error
    told = [f for f in valued if not topic.facts[f.name].free]
    told += [f for f in valued if f.detail]
    return ("ok", told[0]) if told else ("unknown", None)


def _seen(name: FactName, value: str, *, now: datetime) -> Fact:
    return Fact(name=name, value=value, source=Source.CHECKED, at=now)
