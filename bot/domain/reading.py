"""What the matcher made of one message."""

from dataclasses import dataclass, field
from enum import StrEnum


class Verdict(StrEnum):
    """The three-way decision of the matcher."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    REJECT = "reject"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A cause or request with its probability, 0 to 1."""

    cause: str
    probability: float
    parent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entities:
    """Things named in a message, as written but for white space.

    `more`: the documents are said to be some of several, “WH00041 is one of them”.
    """

    invoices: tuple[str, ...] = ()
    credit_notes: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    amounts: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorSeen:
    """An error text found in a message; `text` is its entry of the catalogue, None if unknown.

    The entry is kept by its words, so that it is found again when the catalogue has changed.
    """

    text: str | None
    cause: str | None
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that one message says: what it may mean, what it names, what it answers.

    `choice` is the offered choice that the words pick, `aside` what they say about the
    conversation itself (why, how, back, human …), `beside` what a part of them says of it while
    the rest says something else, `facts` what they tell unasked, `denied` which
    answers to the open question they turn down, `again` that they answer nothing, `hints` what
    they may mean where they take back an earlier answer, `number` a document number for when one
    was asked for, `foreign` that hardly a word of it is one that we know, `asks` that it is a
    question, `gainsays` that it denies something or reports a thing done. Beside a remedy, `denied`
    holds the answers to any question, `mends` says that something was put right, and `stands` that
    a thing is on.
    """

    verdict: Verdict
    candidates: tuple[Candidate, ...] = ()
    entities: Entities = field(default_factory=Entities)
    errors: tuple[ErrorSeen, ...] = ()
    choice: str | None = None
    aside: str | None = None
    beside: str | None = None
    facts: tuple[tuple[str, str], ...] = ()
    denied: tuple[tuple[str, str], ...] = ()
    hints: tuple[tuple[str, str], ...] = ()
    number: str | None = None
    again: bool = False
    foreign: bool = False
    asks: bool = False
    gainsays: bool = False
    mends: bool = False
    stands: bool = False

    @property
    def top(self) -> str | None:
        """The most probable cause or request."""
        return self.candidates[0].cause if self.candidates else None
