"""The state of a conversation is the fold of its events."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import reduce

from bot.domain.asked import still_asked
from bot.domain.events import (
    Chose,
    Event,
    HandedOver,
    Heard,
    Looked,
    Meaning,
    Numbered,
    Rated,
    Said,
    Started,
    Turned,
    Undone,
)
from bot.domain.facts import PERMISSION, CheckId, Fact, FactName, Facts, Source, learn
from bot.domain.phrases import ENGLISH
from bot.domain.rating import answerable
from bot.domain.reading import ErrorSeen
from bot.domain.topic import CauseId, TopicId
from bot.domain.turn import Aim, ConnectBlock, DecisionKind, Expects, Turn
from bot.domain.undoing import standing
from bot.domain.weights import together


class Consent(StrEnum):
    """Whether the visitor agreed to a live look."""

    UNASKED = "unasked"
    YES = "yes"
    NO = "no"


class Outcome(StrEnum):
    """How a conversation ended; `fixed` alone means that a look confirmed it."""

    FIXED = "fixed"
    HELPED = "helped"
    HANDED_OVER = "handed_over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """What the last turn left open: what it decided, asked, offered and wanted to look at."""

    kind: DecisionKind
    expects: Expects = Expects.TEXT
    fact: FactName | None = None
    choices: tuple[str, ...] = ()
    checks: tuple[CheckId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """Everything that the next decision needs; its size is bounded by the knowledge.

    `symptoms` is what the messages point to (cause → weight, summing to 1 at most, empty before
    any), `learned` when a fact last became another, `in_row` the questions since the last look or
    diagnosis, `misses` the messages in a row that were not understood, `news` how many of `errors`
    the newest message brought, `denied` the cause that was ruled out last, `offered` the consents
    at Xero that were offered, `tries` how often the current remedy was reported on since a person
    was offered, if one was, `failing` whether as failed, `before` what was known then.
    """

    topic: TopicId
    language: str = ENGLISH
    identified: bool = False
    facts: Facts = field(default_factory=dict)
    learned: Mapping[FactName, datetime] = field(default_factory=dict)
    symptoms: Mapping[str, float] = field(default_factory=dict)
    words: str = ""
    errors: tuple[ErrorSeen, ...] = ()
    news: int = 0
    consent: Consent = Consent.UNASKED
    asked: frozenset[FactName] = frozenset()
    looked: Mapping[CheckId, datetime] = field(default_factory=dict)
    ruled_out: frozenset[CauseId] = frozenset()
    denied: CauseId | None = None
    fixed: tuple[CauseId, ...] = ()
    diagnosis: CauseId | None = None
    pending: Pending | None = None
    in_row: int = 0
    misses: int = 0
    tries: int = 0
    failing: bool = False
    before: Facts = field(default_factory=dict)
    offered: frozenset[Aim] = frozenset()
    outcome: Outcome | None = None


def fold(events: Iterable[Numbered]) -> Conversation:
    """The state after `events`, which begin with the one that started the conversation."""
    surviving = [numbered.event for numbered in standing(events)]
    first, *rest = surviving
    if not isinstance(first, Started):
        raise ValueError("a conversation begins by being started")
    return reduce(after, rest, begin(first))


def begin(event: Started) -> Conversation:
    """The state of a conversation that has just started."""
    nothing: Facts = {}
    facts = reduce(learn, event.facts, nothing)
    return Conversation(
        topic=event.topic, language=event.language, identified=event.identified, facts=facts
    )


def after(state: Conversation, event: Event) -> Conversation:
    """The state after one more event."""
    match event:
        case Said():
            telling = sum(event.heard.weights.values()) >= TELLING
            fuller = telling and len(event.text) > len(state.words)
            words = event.text[:WORDS_KEPT] if fuller else state.words
            return _heard(replace(state, words=words), event.heard)
        case Chose():
            return _heard(state, event.heard)
        case Looked():
            state = _learned(state, event.facts)
            return replace(state, looked={**state.looked, event.check: event.at})
        case Turned():
            return _turned(state, event.turn)
        case HandedOver():
            return replace(state, outcome=Outcome.HANDED_OVER)
        case Started() | Undone() | Rated():
            return state


TELLING = 0.4
"""How much of a message must point to causes for it to be quoted as evidence."""

WORDS_KEPT = 200
"""How much of the visitor's own description is quoted back as evidence, in characters."""

ERRORS_KEPT = 5
"""How many pasted error texts a conversation keeps in mind."""


def _heard(state: Conversation, heard: Heard) -> Conversation:
    earlier, learned = state.facts, _learned(state, heard.facts)
    open_ = state.pending.fact if state.pending else None
    state = replace(
        learned,
        symptoms=together(state.symptoms, heard.weights),
        errors=(*(e for e in state.errors if e not in heard.errors), *heard.errors)[-ERRORS_KEPT:],
        news=len(heard.errors),
        misses=state.misses + 1 if heard.meaning in MISSED else 0,
        asked=still_asked(state.asked, open_, heard, before=earlier, now=learned.facts),
    )
    match heard.meaning:
        case Meaning.LOOK_YES:
            return replace(state, consent=Consent.YES)
        case Meaning.LOOK_NO if state.pending and state.pending.fact == PERMISSION:
            return replace(state, consent=Consent.NO)
        case Meaning.DONE | Meaning.STILL:
            known = {name: fact for name, fact in earlier.items() if fact.known}
            state = replace(state, failing=heard.meaning is Meaning.STILL)
            return replace(state, tries=state.tries + 1, before={**state.before, **known})
        case Meaning.WORKED:
            return replace(state, outcome=Outcome.HELPED)
        case Meaning.NOT_IT:
            return _ruled_out(state)
        case Meaning.FAILED:
            # What was seen is seen anew: the trouble goes on, so something in it may have changed.
            said = {name: f for name, f in state.facts.items() if f.source is not Source.CHECKED}
            return _ruled_out(replace(state, facts=said, looked={}))
        case _:
            return state


def _learned(state: Conversation, facts: Iterable[Fact]) -> Conversation:
    """The state with these facts, and the time of those that were not known to be so."""
    new = reduce(learn, facts, state.facts)
    old = {name: fact.value for name, fact in state.facts.items()}
    other = {name: fact.at for name, fact in new.items() if fact.value != old.get(name)}
    return replace(state, facts=new, learned={**state.learned, **other})


MISSED = frozenset({Meaning.UNCLEAR, Meaning.OFF_TOPIC})


def _ruled_out(state: Conversation) -> Conversation:
    """The cause under treatment was not it, or not all of it."""
    if (denied := state.diagnosis) is not None:
        state = replace(state, ruled_out=state.ruled_out | {denied}, denied=denied)
    return replace(state, diagnosis=None, outcome=None, tries=0, before={})


def _turned(state: Conversation, turn: Turn) -> Conversation:
    decision = turn.decision
    pending = Pending(
        kind=decision.kind,
        expects=turn.expects,
        fact=decision.fact,
        choices=tuple(choice.id for choice in answerable(turn)),
        checks=turn.checks,
    )
    again = decision.fact is not None and decision.fact in state.asked
    in_row = state.in_row
    if decision.kind in ASKS_ON:
        in_row += not again
    elif decision.kind in {DecisionKind.LOOK, DecisionKind.CONCLUDE, DecisionKind.ESCALATE}:
        in_row = 0
    asked = state.asked if decision.fact is None else state.asked | {decision.fact}
    offered = state.offered.union(b.purpose for b in turn.blocks if isinstance(b, ConnectBlock))
    # Who reports again after a person was offered has tried again.
    tries = 0 if decision.kind is DecisionKind.ESCALATE else state.tries
    state = replace(state, pending=pending, asked=asked, in_row=in_row, tries=tries)
    return _named(replace(state, offered=offered), turn)


ASKS_ON = {DecisionKind.ASK, DecisionKind.DID_YOU_MEAN}
GOES_ON = ASKS_ON | {DecisionKind.LOOK, DecisionKind.CONCLUDE}
"""The turns that ask about the trouble; those after which a conversation that had ended goes on."""

FADED = 0.25
"""How much of what was said still counts once a trouble that it was about is mended."""


def _named(state: Conversation, turn: Turn) -> Conversation:
    """The state with the cause that a turn shows to be gone, and the one that it names."""
    if turn.fixed is not None:
        state = replace(
            state,
            fixed=(*state.fixed, CauseId(turn.fixed)),
            symptoms={cause: FADED * weight for cause, weight in state.symptoms.items()},
            asked=state.asked - {name for name, fact in state.facts.items() if fact.known},
            outcome=state.outcome or (None if state.failing else Outcome.FIXED),
            diagnosis=None,
            tries=0,
            before={},
        )
    if turn.decision.kind in GOES_ON and state.outcome is not Outcome.HANDED_OVER:
        state = replace(state, outcome=None)
    named = turn.decision.diagnosis
    if named is None and turn.decision.kind in ASKS_ON:
        return replace(state, diagnosis=None, tries=0, before={})
    if named is None or named.cause == state.diagnosis:
        return state
    return replace(state, diagnosis=CauseId(named.cause), tries=0, before={})
