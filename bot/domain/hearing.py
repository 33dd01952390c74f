"""Hearing: what a message means at this point of the conversation."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.domain.asides import UNSURE, aside_heard, lost, with_beside, works_unseen
from bot.domain.asking import SYMPTOM
from bot.domain.choosing import CHOICES, HUMAN, hear_choice
from bot.domain.contrary import belies_a_look, contrary, only_asks
from bot.domain.conversation import Conversation
from bot.domain.events import Heard, Meaning
from bot.domain.facts import ERROR_CAUSE, OTHER_ERROR, UNKNOWN, Fact, FactName, Source
from bot.domain.gist import (
    asks_for_something,
    belies,
    named,
    ruled_out,
    said,
    shows,
    speaks_against,
    taken_back,
    unasked,
    weights_of,
)
from bot.domain.rating import commented
from bot.domain.reading import ErrorSeen, Reading, Verdict
from bot.domain.topic import RequestId, Topic

REPORTS = frozenset({Meaning.DONE, Meaning.WORKED})
"""What reports on a remedy takes back nothing that was said before: “done 5 minutes ago”."""


def hear_words(
    text: str, reading: Reading, state: Conversation, topic: Topic, *, now: datetime
) -> Heard:
    """What a message means, given what the matcher read and what was asked."""
    heard = with_beside(_hear_words(text, reading, state, topic, now=now), reading, state)
    facts = tuple(_quoting(text, fact) for fact in heard.facts)
    weights = {c: w for c, w in heard.weights.items() if not speaks_against(facts, c, topic)}
    heard = replace(heard, facts=facts, weights=weights)
    return commented(heard, state.pending.choices if state.pending else ())


def _quoting(text: str, fact: Fact) -> Fact:
    """An error that was named in one's own words, with these words."""
    named = fact.name == ERROR_CAUSE and fact.known and not fact.detail
    return replace(fact, detail=text[:QUOTED]) if named else fact


def _hear_words(
    text: str, reading: Reading, state: Conversation, topic: Topic, *, now: datetime
) -> Heard:
    told = said(tuple((FactName(name), value) for name, value in reading.facts), now=now)
    reports = CHOICES.get(reading.choice or "") in REPORTS
    changed = () if reports else said(taken_back(reading, state), now=now)
    facts = named(reading, state, topic, now=now) + told + changed
    if changed and reading.choice not in CHOICES:
        return Heard(meaning=Meaning.ANSWER, facts=facts)
    if not reading.errors and (belied := belies_a_look(reading, facts, state, topic, now=now)):
        return belied
    if reading.choice is not None and not reading.errors:
        heard = hear_choice(reading.choice, state, topic, now=now)
        if heard.meaning is Meaning.DONE and works_unseen(reading, state, topic):
            heard = replace(heard, meaning=Meaning.WORKED)
        weights = heard.weights or _told_beside(text, heard, reading, state, topic)
        return replace(heard, facts=(*facts, *heard.facts), weights=weights)
    if _wants_person(reading, state, topic):
        return Heard(meaning=Meaning.HUMAN, facts=facts)
    if reading.errors:
        shown = said(shows(state, topic), now=now)
        answer = hear_choice(reading.choice, state, topic, now=now) if reading.choice else None
        around = answer.facts if answer is not None and answer.meaning is Meaning.ANSWER else ()
        return _hear_error(reading, (*facts, *around, *shown), topic, now=now)
    if reading.aside is not None and (aside := aside_heard(reading.aside, state, topic, now=now)):
        return replace(aside, facts=(*facts, *aside.facts))
    if written := _written(text, reading, state, topic, now=now):
        return replace(written, facts=(*facts, *written.facts))
    if (denied := ruled_out(reading, state, now=now)) and not facts:
        return Heard(meaning=Meaning.ANSWER, facts=denied)
    if told and (reading.beside or len(text.split()) <= BRIEF):
        return Heard(meaning=Meaning.ANSWER, facts=facts)
    if reading.aside == UNSURE and state.pending and state.pending.fact == SYMPTOM:
        return Heard(meaning=Meaning.ANSWER, facts=facts)
    if reading.aside is not None and not facts:
        return _given_up(reading, state, topic, now=now) or Heard(meaning=lost(state))
    against = contrary(reading, facts, state, topic, now=now)
    return against or _hear_meaning(text, reading, facts, state, topic, now=now)


def _told_beside(
    text: str, heard: Heard, reading: Reading, state: Conversation, topic: Topic
) -> Mapping[str, float]:
    """The symptom that an answer tells beside: “all of them, they sit in drafts over there”."""
    short = heard.meaning is not Meaning.ANSWER or len(text.split()) <= TERSE
    unmistakable = not short and _unmistakable(text, reading, topic)
    weights = unasked(reading, state, topic) if unmistakable else {}
    return weights if reading.top in weights else {}


def _written(
    text: str, reading: Reading, state: Conversation, topic: Topic, *, now: datetime
) -> Heard | None:
    """The answer to a question that asked for something written: an error text, a number."""
    asked = state.pending.fact if state.pending else None
    if asked is None or asked not in topic.facts or not topic.facts[asked].free:
        return None
    if asked == ERROR_CAUSE:
        if reading.again or belies(reading, asked, topic):
            return None
        unknown = ErrorSeen(text=None, cause=None, quote=text[:QUOTED])
        return _hear_error(replace(reading, errors=(unknown,)), (), topic, now=now)
    if reading.number is None:
        # “Yes, the number is right” leaves it as it is, and describes no trouble.
        back = reading.again and asked in state.facts
        return Heard(meaning=Meaning.ANSWER) if back else None
    return Heard(meaning=Meaning.ANSWER, facts=said(((asked, reading.number),), now=now))


QUOTED = 200
"""How much of an error text is kept, in characters."""


def _hear_meaning(
    text: str,
    reading: Reading,
    facts: tuple[Fact, ...],
    state: Conversation,
    topic: Topic,
    *,
    now: datetime,
) -> Heard:
    top = reading.top or ""
    if top != HUMAN and _may_ask(reading, state) and asks_for_something(reading, topic):
        return Heard(meaning=Meaning.REQUEST, facts=facts, request=RequestId(top))
    weights = {} if reading.verdict is Verdict.REJECT else unasked(reading, state, topic)
    short = len(text.split()) <= TERSE and not _unmistakable(text, reading, topic)
    # Words that are surely no answer must tell one cause, not a little of many.
    telling = max(weights.values(), default=0.0) if reading.again else sum(weights.values())
    vague = lost(state) is Meaning.UNCLEAR and (short or telling < TELLING)
    idle = not facts and only_asks(reading, state, topic)
    if reading.verdict is not Verdict.REJECT and not vague and not idle:
        return Heard(meaning=Meaning.SYMPTOM, facts=facts, weights=weights)
    if facts:
        return Heard(meaning=Meaning.ANSWER, facts=facts)
    return _given_up(reading, state, topic, now=now) or Heard(meaning=lost(state))


def _unmistakable(text: str, reading: Reading, topic: Topic) -> bool:
    """Whether a few words tell a symptom so surely that it counts whatever was asked."""
    likely = reading.candidates[0].probability if reading.top in topic.causes else 0.0
    return likely >= SURE and len(text.split()) >= FEWEST and not reading.again


SURE, FEWEST = 0.98, 3
"""From which probability, and from how many words on, a short message is a symptom of its own."""


def _given_up(
    reading: Reading, state: Conversation, topic: Topic, *, now: datetime
) -> Heard | None:
    """No answer, for a question put twice whose answers are words that say nothing to us."""
    asked = state.pending.fact if state.pending else None
    if asked is None or asked not in topic.facts or not state.misses or reading.foreign:
        return None
    return Heard(meaning=Meaning.ANSWER, facts=said(((asked, UNKNOWN),), now=now))


TERSE, BRIEF = 4, 6
"""Up to how many words a message in the middle of a question is an answer or nothing, and up to
how many it says no more than the facts that were found in it."""

TELLING = 0.5
"""How much of a message must point to causes to be more than an unclear answer to a question."""


PERSON = 0.6
"""From which probability on words without a plain wish ask for a person: nobody is handed over
who only asks how long it takes."""


def _may_ask(reading: Reading, state: Conversation) -> bool:
    """While a remedy or a question is open, only a sure request counts as one."""
    free = state.diagnosis is None and lost(state) is Meaning.OFF_TOPIC
    return free or reading.verdict is Verdict.ANSWER


def _hear_error(reading: Reading, facts: tuple[Fact, ...], topic: Topic, *, now: datetime) -> Heard:
    first = next((e for e in reading.errors if e.cause), reading.errors[0])
    weights = {} if reading.verdict is Verdict.REJECT else weights_of(reading, topic)
    return Heard(
        meaning=Meaning.ERROR,
        facts=(*facts, error_fact(first, source=Source.SAID, now=now)),
        weights=weights,
        errors=reading.errors,
    )


def error_fact(error: ErrorSeen, *, source: Source, now: datetime) -> Fact:
    """The fact that an error text names a cause, or none that we know."""
    return Fact(
        name=ERROR_CAUSE,
        value=error.cause or OTHER_ERROR,
        source=source,
        at=now,
        detail=error.quote,
        entry=error.text or "",
    )


def _wants_person(reading: Reading, state: Conversation, topic: Topic) -> bool:
    """In the middle of a question only a sure sign counts: “ask me later” is no wish for one."""
    if reading.aside is not None:
        return reading.aside == HUMAN
    likely = (
        reading.top == HUMAN and not reading.again and reading.candidates[0].probability >= PERSON
    )
    asked = likely and asks_for_something(reading, topic)
    return asked and (reading.verdict is Verdict.ANSWER or lost(state) is Meaning.OFF_TOPIC)
