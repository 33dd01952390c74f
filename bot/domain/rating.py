"""Was this helpful? What may be answered to that without a button of the chat, and what it means.

The form beside the question has its own yes and no; in words they are choices like any other.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.events import Chose, Heard, Meaning, Rated, Said
from bot.domain.turn import Choice, FeedbackBlock, Turn

HELPFUL, UNHELPFUL = "helpful.yes", "helpful.no"

REASONS = ("more_information", "difficult", "inaccurate", "broken_link")
"""Why something did not help; each is a phrase `widget.feedback_<reason>`."""

WHY = "reason."
"""Begins the choice of a reason."""

RATINGS = {
    HELPFUL: Meaning.HELPFUL,
    UNHELPFUL: Meaning.UNHELPFUL,
    **{WHY + reason: Meaning.REASON for reason in REASONS},
}
"""The choices that rate, with what they mean."""


def answerable(turn: Turn) -> tuple[Choice, ...]:
    """What a turn can be answered with: its choices, and yes or no where it asks for a rating."""
    asks = any(isinstance(block, FeedbackBlock) for block in turn.blocks)
    # Their words are those of every yes and no, so that they need no label of their own.
    silent = tuple(Choice(id=name, label="") for name in (HELPFUL, UNHELPFUL))
    return turn.choices + silent if asks else turn.choices


def reason_of(choice: str) -> str:
    """The reason that a choice names, or nothing."""
    return choice.removeprefix(WHY) if choice.startswith(WHY) else ""


def asks_why(offered: Sequence[str]) -> bool:
    """Whether these choices, by their ids, are reasons why something did not help."""
    return any(map(reason_of, offered))


def commented(heard: Heard, offered: Sequence[str]) -> Heard:
    """What a message means that says in other words why something did not help."""
    lost = heard.meaning in {Meaning.UNCLEAR, Meaning.OFF_TOPIC}
    return replace(heard, meaning=Meaning.REASON) if lost and asks_why(offered) else heard


def rated(event: Said | Chose) -> Rated | None:
    """The rating that a message gives; None for one that gives none."""
    heard = event.heard
    match heard.meaning:
        case Meaning.HELPFUL | Meaning.UNHELPFUL:
            return Rated(at=event.at, helpful=heard.meaning is Meaning.HELPFUL)
        case Meaning.REASON:
            reasons = (heard.reason,) if heard.reason else ()
            comment = event.text if isinstance(event, Said) and not reasons else ""
            return Rated(at=event.at, helpful=False, reasons=reasons, comment=comment)
        case _:
            return None
