"""The six things the bot can do next, as values; `first` is what it says before.

`fixed` is the cause that the look before it has just shown to be gone.
"""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.facts import CheckId, FactName
from bot.domain.topic import CauseId, RequestId


class Speech(StrEnum):
    """Things to say that are no question and no diagnosis; each is a phrase of that name."""

    HELLO = "hello"
    WHO = "who"
    ABOUT = "about"  # what the bot can do, after something it cannot
    UNCLEAR = "unclear"
    HOW = "how"
    WHY = "why"
    THANKS = "thanks"
    BYE = "bye"
    CANNOT = "cannot"  # who can do the remedy, for somebody who cannot
    AT_REMEDY = "at_remedy"  # a message that neither reports on the remedy nor adds anything
    QUESTION = "question"  # a question about the remedy or its cause that has no answer here
    SORRY = "sorry"
    SAFE = "safe"
    IN_ORDER = "in_order"
    IN_TURN = "in_turn"  # which of several documents is looked at first
    FOUND = "found"  # what was found of the document that was named
    ANOTHER = "another"
    UNHEARD_OF = "unheard_of"  # a number that nobody knows
    REQUEST = "request"
    ERROR = "error"
    STANDS = "stands"
    STILL_SEEN = "still_seen"  # what a look saw of a cause that was turned down
    SEEN = "seen"  # what a look saw, for words that may deny it
    FIXED = "fixed"
    GONE = "gone"  # fixed, and yet it does not work
    STILL_RED = "still_red"
    CANNOT_SEE = "cannot_see"
    DID_IT_WORK = "did_it_work"
    HELPED = "helped"
    WAITING = "waiting"
    HELPFUL = "helpful"  # the thanks of those who rate
    UNHELPFUL = "unhelpful"
    REASON = "reason"


class Reason(StrEnum):
    """Why a person should take over; each is a phrase `escalate.<reason>`."""

    ASKED = "asked"
    FORM = "form"
    STUCK = "stuck"
    ALL_GREEN = "all_green"
    STILL_RED = "still_red"
    NOT_UNDERSTOOD = "not_understood"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Look at the connection; not `agreed` means asking for permission first."""

    checks: tuple[CheckId, ...]
    agreed: bool
    first: tuple[Speech, ...] = ()
    fixed: CauseId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Ask the visitor for a fact; `gain` is the doubt it is expected to remove, in bits."""

    fact: FactName
    gain: float = 0.0
    between: tuple[CauseId, ...] = ()
    first: tuple[Speech, ...] = ()
    fixed: CauseId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DidYouMean:
    """Offer what people see under each of these causes; at most three."""

    causes: tuple[CauseId, ...]
    gain: float = 0.0
    first: tuple[Speech, ...] = ()
    fixed: CauseId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclude:
    """Name the cause; `confirmed` when a look shows it, otherwise it is only likely."""

    cause: CauseId
    probability: float
    confirmed: bool
    first: tuple[Speech, ...] = ()
    fixed: CauseId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalate:
    """Offer a person."""

    reason: Reason
    first: tuple[Speech, ...] = ()
    fixed: CauseId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """Say something and wait."""

    speech: Speech
    request: RequestId | None = None
    first: tuple[Speech, ...] = ()
    fixed: CauseId | None = None


Decision = Look | Ask | DidYouMean | Conclude | Escalate | Say
