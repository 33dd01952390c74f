"""Rehearses conversations: how many questions an anonymous visitor answers for each cause."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.domain import engine
from bot.domain.asking import SYMPTOM
from bot.domain.choosing import hear_choice
from bot.domain.conversation import Conversation, after, begin
from bot.domain.decision import Decision
from bot.domain.events import Chose, Started, Turned
from bot.domain.facts import ERROR_CAUSE, UNKNOWN, FactName
from bot.domain.gain import answers
from bot.domain.phrases import phrases_for
from bot.domain.topic import Cause, CauseId, Knowledge, Topic
from bot.domain.turn import DecisionKind, Turn
from bot.domain.wording import compose

LONGEST = 20
"""No rehearsal goes on for more turns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsed:
    """How a rehearsal for `cause` went: what was asked, and what was found."""

    cause: CauseId
    found: str | None
    asked: tuple[str, ...]

    @property
    def right(self) -> bool:
        """Whether the cause, or a finer one of it, was found."""
        return self.found == self.cause


Answerer = Callable[[Turn, Cause, Topic, Conversation], str]


def rehearse(
    cause: Cause, knowledge: Knowledge, topic: Topic, *, answer: Answerer, now: datetime
) -> Rehearsed:
    """A conversation with an anonymous visitor who has `cause` and says nothing of their own."""
    state = begin(Started(at=now, topic=topic.id, identified=False))
    state, turn = _turned(engine.greet(), state, knowledge, now=now)
    asked: list[str] = []
    choice = "start"
    for _ in range(LONGEST):
        heard = hear_choice(choice, state, topic, now=now)
        chose = Chose(at=now, client_id=str(len(asked)), choice=choice, label=choice, heard=heard)
        met, state = state, after(state, chose)
        decision = engine.advance(met, state, topic, heard=heard, now=now)
        state, turn = _turned(decision, state, knowledge, now=now)
        if turn.decision.kind not in {DecisionKind.ASK, DecisionKind.DID_YOU_MEAN}:
            break
        asked.append(turn.decision.fact or "")
        choice = answer(turn, cause, topic, state)
    named = turn.decision.diagnosis
    family = topic.cause(CauseId(named.cause)).family if named else None
    return Rehearsed(cause=cause.id, found=family, asked=tuple(asked))


def honest(turn: Turn, cause: Cause, topic: Topic, state: Conversation) -> str:
    """What a visitor sees who has exactly this cause: the likeliest option, the error it shows."""
    fact = FactName(turn.decision.fact or "")
    if fact == SYMPTOM:
        mine = f"{SYMPTOM}={cause.family}"
        return mine if mine in {c.id for c in turn.choices} else f"{SYMPTOM}=none"
    question = topic.questions[fact]
    if fact == ERROR_CAUSE:
        return f"{fact}={cause.id}"
    if not question.options or topic.facts[fact].free:
        return f"{fact}={UNKNOWN}"
    rows = answers({cause.id: 1.0}, question, state.facts, topic)
    best = max(range(len(rows)), key=lambda i: rows[i][cause.id])
    return question.options[best].id


def _turned(
    decision: Decision, state: Conversation, knowledge: Knowledge, *, now: datetime
) -> tuple[Conversation, Turn]:
    phrases = phrases_for("en", knowledge.phrases)
    turn = compose(decision, state, knowledge, phrases, turn_id="rehearsal")
    return after(state, Turned(at=now, turn=turn)), turn
