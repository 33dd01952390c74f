"""What happens in a conversation; an event is appended once and never changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

from bot.domain.facts import CheckId, Fact
from bot.domain.phrases import ENGLISH
from bot.domain.reading import ErrorSeen
from bot.domain.topic import RequestId, TopicId
from bot.domain.turn import Turn

Mark = Literal["ok", "problem", "unknown"]
"""How what a look found is shown: green, red or neither."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """A visitor opened the chat; `facts` are what the host page told in its signed token.

    The conversation keeps its language, whatever that of the page becomes.
    """

    at: datetime
    topic: TopicId
    identified: bool
    facts: tuple[Fact, ...] = ()
    language: str = ENGLISH
    kind: Literal["started"] = "started"


class Meaning(StrEnum):
    """What a message or a choice was taken to mean."""

    SYMPTOM = "symptom"
    ANSWER = "answer"
    ERROR = "error"
    REQUEST = "request"
    HUMAN = "human"
    LOOK_YES = "look_yes"
    LOOK_NO = "look_no"
    DONE = "done"
    NOT_IT = "not_it"
    WORKED = "worked"
    FAILED = "failed"
    STILL = "still"  # it failed, and a look can see whether its cause is still there
    START = "start"
    HOW = "how"
    WHY = "why"
    HELLO = "hello"
    WHO = "who"
    THANKS = "thanks"
    BYE = "bye"
    CANNOT = "cannot"
    SORRY = "sorry"
    SAFE = "safe"
    QUESTION = "question"
    HELPFUL = "helpful"
    UNHELPFUL = "unhelpful"
    REASON = "reason"  # why it was not helpful
    OFF_TOPIC = "off_topic"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What was understood, kept in the event so that a replay needs neither matcher nor knowledge.

    `weights` (cause → probability) is what the words point to, what is missing to 1
    being doubt; empty when they describe nothing. `reason` is why it was not helpful.
    """

    meaning: Meaning
    facts: tuple[Fact, ...] = ()
    weights: Mapping[str, float] = field(default_factory=dict)
    errors: tuple[ErrorSeen, ...] = ()
    request: RequestId | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The visitor wrote `text` (personal data already taken out)."""

    at: datetime
    client_id: str
    text: str
    heard: Heard
    kind: Literal["said"] = "said"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chose:
    """The visitor picked a choice; `label` is what the button said."""

    at: datetime
    client_id: str
    choice: str
    label: str
    heard: Heard
    kind: Literal["chose"] = "chose"


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A check ran; `problem` says why it found nothing, in words for support.

    `state` and `text` are what the visitor was shown: ok, problem or unknown, and why; `lang`
    is the language of the text where that is not the conversation's.
    """

    at: datetime
    check: CheckId
    facts: tuple[Fact, ...]
    took_ms: int
    problem: str = ""
    state: Mark = "unknown"
    text: str = ""
    lang: str | None = None
    kind: Literal["looked"] = "looked"

    @property
    def over(self) -> bool:
        """Whether it has ended; one that writes is noted before it begins."""
        return self.problem != BEGUN


BEGUN = "begun"
"""The problem of a look that writes, for as long as its result is not stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """The bot answered."""

    at: datetime
    turn: Turn
    kind: Literal["turned"] = "turned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """What the visitor wrote from event number `back_to` on counts no more; looks still do."""

    at: datetime
    client_id: str
    back_to: int
    kind: Literal["undone"] = "undone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """Was this helpful?"""

    at: datetime
    helpful: bool
    reasons: tuple[str, ...] = ()
    comment: str = ""
    kind: Literal["rated"] = "rated"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """The conversation went to support under `reference`."""

    at: datetime
    reference: str
    kind: Literal["handed_over"] = "handed_over"


Event = Started | Said | Chose | Looked | Turned | Undone | Rated | HandedOver


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    """An event with its place in the conversation, counted from 1."""

    number: int
    event: Event
