"""Hearing: what a message or a choice means at this point of the conversation."""

from dataclasses import replace
from datetime import datetime

from bot.domain.conversation import Conversation, Pending
from bot.domain.errors import StaleConversation, UnknownChoice
from bot.domain.events import Heard, Meaning
from bot.domain.facts import ERROR_CAUSE, NO_ERROR, OTHER_ERROR, UNKNOWN, Fact, FactName, Source
from bot.domain.policy import SYMPTOM
from bot.domain.reading import ErrorSeen, Reading, Verdict
from bot.domain.topic import Condition, RequestId, Topic
from bot.domain.turn import DecisionKind

HUMAN = "human"
"""The choice, and the request, that asks for a person."""

SUSPECT, SUSPECTED = "suspect", 0.5
"""The choice `suspect=<cause>` of the help page, and its weight: a guess that is to be checked."""

CHOICES = {
    "look.yes": Meaning.LOOK_YES,
    "look.no": Meaning.LOOK_NO,
    "remedy.done": Meaning.DONE,
    "remedy.no": Meaning.NOT_IT,
    "remedy.worked": Meaning.WORKED,
    "remedy.failed": Meaning.FAILED,
    "start": Meaning.START,
    HUMAN: Meaning.HUMAN,
}
"""The choices that answer no question, with what they mean."""

YES, CANNOT, UNSURE = "yes", "cannot", "unsure"
"""Asides whose meaning depends on what is open: assent, not being able to, not knowing."""

ASIDES = {
    "human": Meaning.HUMAN,
    "how": Meaning.HOW,
    "why": Meaning.WHY,
    "hello": Meaning.HELLO,
    "who": Meaning.WHO,
    "bye": Meaning.BYE,
    "cannot": Meaning.CANNOT,
    "angry": Meaning.SORRY,
    "safe": Meaning.SAFE,
    "thanks": Meaning.THANKS,
}
"""What people say about the conversation itself."""


def hear_choice(choice: str, state: Conversation, topic: Topic, *, now: datetime) -> Heard:
    """What picking `choice` means; UnknownChoice, or StaleConversation for one of an older turn.

    A choice that answers a question is good at any time: picked later, it changes the answer.
    """
    if choice in CHOICES:
        if choice != HUMAN and (state.pending is None or choice not in state.pending.choices):
            raise StaleConversation("That button belongs to an earlier message. Please look again.")
        return Heard(meaning=CHOICES[choice])
    name, _, value = choice.partition("=")
    if name == SYMPTOM:
        return _hear_symptom(value, topic, state.pending)
    if name == SUSPECT and value in topic.causes:
        return Heard(meaning=Meaning.SYMPTOM, weights={value: SUSPECTED})
    sets = _option(FactName(name), value, topic)
    return Heard(meaning=Meaning.ANSWER, facts=_said(sets, now=now))


def hear_words(
    text: str, reading: Reading, state: Conversation, topic: Topic, *, now: datetime
) -> Heard:
    """What a message means, given what the matcher read and what was asked."""
    facts = _named(reading, state, topic, now=now) + _said(
        tuple((FactName(name), value) for name, value in reading.facts), now=now
    )
    if reading.choice is not None and not reading.errors:
        heard = hear_choice(reading.choice, state, topic, now=now)
        return Heard(meaning=heard.meaning, facts=(*facts, *heard.facts), weights=heard.weights)
    if _wants_person(reading, state, topic):
        return Heard(meaning=Meaning.HUMAN, facts=facts)
    if reading.errors:
        return _hear_error(reading, facts, topic, now=now)
    if reading.aside is not None and (aside := _aside(reading.aside, state, now=now)):
        return replace(aside, facts=(*facts, *aside.facts))
    if written := _written(text, reading, state, topic, now=now):
        return replace(written, facts=(*facts, *written.facts))
    if reading.aside == UNSURE and state.pending and state.pending.fact == SYMPTOM:
        return Heard(meaning=Meaning.ANSWER, facts=facts)
    if reading.aside is not None and not facts:
        return Heard(meaning=_lost(state))
    return _hear_meaning(text, reading, facts, state, topic)


def _written(
    text: str, reading: Reading, state: Conversation, topic: Topic, *, now: datetime
) -> Heard | None:
    """The answer to a question that asked for something written: an error text, a number."""
    asked = state.pending.fact if state.pending else None
    if asked is None or asked not in topic.facts or not topic.facts[asked].free:
        return None
    if asked == ERROR_CAUSE:
        unknown = ErrorSeen(text=None, cause=None, quote=text[:QUOTED])
        return _hear_error(replace(reading, errors=(unknown,)), (), topic, now=now)
    if reading.number is None:
        return None
    return Heard(meaning=Meaning.ANSWER, facts=_said(((asked, reading.number),), now=now))


QUOTED = 200
"""How much of an error text is kept, in characters."""


def _hear_meaning(
    text: str, reading: Reading, facts: tuple[Fact, ...], state: Conversation, topic: Topic
) -> Heard:
    top = reading.top or ""
    if reading.facts and len(text.split()) <= BRIEF:
        return Heard(meaning=Meaning.ANSWER, facts=facts)
    if top != HUMAN and _may_ask(reading, state) and _asks_for_something(reading, topic):
        return Heard(meaning=Meaning.REQUEST, facts=facts, request=RequestId(top))
    weights = {} if reading.verdict is Verdict.REJECT else _weights(reading, topic)
    short = reading.verdict is not Verdict.ANSWER and len(text.split()) <= TERSE
    vague = _lost(state) is Meaning.UNCLEAR and (short or sum(weights.values()) < TELLING)
    if reading.verdict is not Verdict.REJECT and not vague:
        return Heard(meaning=Meaning.SYMPTOM, facts=facts, weights=weights)
    return Heard(meaning=Meaning.ANSWER if facts else _lost(state), facts=facts)


TERSE, BRIEF = 4, 6
"""Up to how many words a message in the middle of a question is an answer or nothing, and up to
how many it says no more than the facts that were found in it."""

TELLING = 0.5
"""How much of a message must point to causes to be more than an unclear answer to a question."""


def _aside(aside: str, state: Conversation, *, now: datetime) -> Heard | None:
    """What an aside means at this point; None where it means nothing of its own."""
    asked = state.pending.fact if state.pending else None
    if aside == YES and state.diagnosis is not None:
        return Heard(meaning=Meaning.BYE)
    if aside == CANNOT and asked is not None and state.diagnosis is None and asked != SYMPTOM:
        return Heard(meaning=Meaning.ANSWER, facts=_said(((asked, UNKNOWN),), now=now))
    return Heard(meaning=ASIDES[aside]) if aside in ASIDES else None


def _may_ask(reading: Reading, state: Conversation) -> bool:
    """While a remedy is open, only a sure request counts as one."""
    return state.diagnosis is None or reading.verdict is Verdict.ANSWER


def _asks_for_something(reading: Reading, topic: Topic) -> bool:
    """Whether the first candidate is a request that outweighs all causes together."""
    if reading.verdict is Verdict.REJECT:
        return False
    asked = sum(c.probability for c in reading.candidates[:1] if c.cause in topic.requests)
    causes = sum(c.probability for c in reading.candidates if c.cause in topic.causes)
    return asked > causes


def _lost(state: Conversation) -> Meaning:
    """What a message means that nobody understands: an unclear answer, or something else."""
    asked = state.pending is not None and state.pending.kind in QUESTIONS
    return Meaning.UNCLEAR if asked else Meaning.OFF_TOPIC


QUESTIONS = {
    DecisionKind.ASK,
    DecisionKind.DID_YOU_MEAN,
    DecisionKind.LOOK,
    DecisionKind.CONCLUDE,
}
"""The turns after which a message that nobody understands is an unclear answer."""


def _hear_error(reading: Reading, facts: tuple[Fact, ...], topic: Topic, *, now: datetime) -> Heard:
    first = next((e for e in reading.errors if e.cause), reading.errors[0])
    weights = {} if reading.verdict is Verdict.REJECT else _weights(reading, topic)
    return Heard(
        meaning=Meaning.ERROR,
        facts=(*facts, error_fact(first, source=Source.SAID, now=now)),
        weights=weights,
        errors=reading.errors,
    )


def error_fact(error: ErrorSeen, *, source: Source, now: datetime) -> Fact:
    """The fact that an error text names a cause, or none that we know."""
    value = error.cause or OTHER_ERROR
    return Fact(name=ERROR_CAUSE, value=value, source=source, at=now, detail=error.quote)


def _wants_person(reading: Reading, state: Conversation, topic: Topic) -> bool:
    """In the middle of a question only a sure sign counts: “ask me later” is no wish for one."""
    if reading.aside is not None:
        return reading.aside == HUMAN
    likely = reading.top == HUMAN and reading.candidates[0].probability > TELLING
    asked = likely and _asks_for_something(reading, topic)
    return asked and (reading.verdict is Verdict.ANSWER or _lost(state) is Meaning.OFF_TOPIC)


def _weights(reading: Reading, topic: Topic) -> dict[str, float]:
    """The candidates that are causes, given that no request was meant; what is left is doubt."""
    requests = sum(c.probability for c in reading.candidates if c.cause in topic.requests)
    causes = {c.cause: c.probability for c in reading.candidates if c.cause in topic.causes}
    scale = max(1 - requests, sum(causes.values()))
    return {cause: p / scale for cause, p in causes.items() if p}


def _named(
    reading: Reading, state: Conversation, topic: Topic, *, now: datetime
) -> tuple[Fact, ...]:
    """What naming an invoice or a credit note tells, without overruling an earlier answer."""
    found = {"invoice": reading.entities.invoices, "credit_note": reading.entities.credit_notes}
    facts: list[Fact] = []
    for entity, written in found.items():
        if written:
            tells = tuple(
                (n, v.replace("*", written[0])) for n, v in topic.entities.get(entity, ())
            )
            facts += _said(tells, now=now)
    return tuple(f for f in facts if topic.facts[f.name].free or f.name not in state.facts)


def _hear_symptom(value: str, topic: Topic, pending: Pending | None) -> Heard:
    offered = [c.partition("=")[2] for c in pending.choices] if pending else []
    if value in topic.causes:
        return Heard(meaning=Meaning.SYMPTOM, weights={value: 1.0})
    if value not in {NO_ERROR, UNKNOWN}:
        raise UnknownChoice(f"There is no symptom “{value}” here.")
    others = [c for c in topic.causes if c not in offered and topic.causes[c].parent is None]
    return Heard(meaning=Meaning.ANSWER, weights={c: 1 / len(others) for c in others})


def _option(name: FactName, value: str, topic: Topic) -> tuple[Condition, ...]:
    """The conditions that the option `name=value` sets, wherever a question offers it."""
    if name in topic.questions and value == UNKNOWN:
        return ((name, UNKNOWN),)
    for question in topic.questions.values():
        for option in question.options:
            if option.sets == (name, value):
                return (option.sets, *option.also)
    if name in topic.facts and topic.facts[name].free and value:
        return ((name, value),)
    raise UnknownChoice(f"There is no choice “{name}={value}” here.")


def _said(conditions: tuple[Condition, ...], *, now: datetime) -> tuple[Fact, ...]:
    return tuple(Fact(name=n, value=v, source=Source.SAID, at=now) for n, v in conditions)
