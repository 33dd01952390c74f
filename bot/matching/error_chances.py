"""What a message may mean, given the error texts that it holds."""

from collections.abc import Mapping, Sequence

from bot.domain.reading import ErrorSeen
from bot.domain.topic import CauseId, Topic
from bot.matching.meaning import Chances
from bot.matching.normalise import tidy
from bot.matching.verdict import ANSWER_FROM

ERROR_MESSAGE = "error_message"

MOSTLY = 0.5
"""How much of a message an error text must fill to be all there is."""

ERROR_BOOST = 8.0
"""How much an error text inside a story multiplies the odds of the family it names."""

ERROR_ALONE = 0.55
"""The probability that a bare error text asks what it means; the rest is for its cause."""


def with_errors(chances: Chances, text: str, errors: Sequence[ErrorSeen], topic: Topic) -> Chances:
    """The chances, given the error texts that were found."""
    named = [e.cause for e in errors if e.cause and CauseId(e.cause) in topic.causes]
    if is_bare(text, errors):
        return _all_error(named)
    for cause in named:
        chances = _boosted(chances, cause, topic)
    return chances


def sure_of_more(chances: Mapping[str, float]) -> bool:
    """Whether the words surely tell of more than an error whose text nobody knows."""
    return any(p >= ANSWER_FROM for name, p in chances.items() if name != ERROR_MESSAGE)


def is_bare(text: str, errors: Sequence[ErrorSeen]) -> bool:
    """Whether an error text of the catalogue is nearly all there is."""
    quoted = sum(len(error.quote) for error in errors if error.text is not None)
    return bool(errors) and quoted >= MOSTLY * len(tidy(text))


def _all_error(named: Sequence[str]) -> Chances:
    """A bare error text asks what it means; its cause comes next."""
    share = (1 - ERROR_ALONE) / (len(set(named)) or 1)
    return {ERROR_MESSAGE: ERROR_ALONE, **dict.fromkeys(named, share)}


def _boosted(chances: Chances, cause: str, topic: Topic) -> Chances:
    """The chances with the family that an error text names made likelier, the cause itself most."""
    family = topic.causes[CauseId(cause)].family
    carrier = cause if cause in chances else family
    raised = dict(chances)
    raised[carrier] = max(raised.get(carrier, 0.0), 0.05) * ERROR_BOOST
    if carrier != cause:
        raised[cause] = raised.pop(carrier)
    total = sum(raised.values())
    return {name: p / total for name, p in raised.items()}
