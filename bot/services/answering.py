"""Tries answers: what the bot takes from one text where it has just asked one question."""

from collections.abc import Set
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.domain.choosing import CHOICES
from bot.domain.conversation import Conversation, after, begin
from bot.domain.decision import Ask, Conclude, Decision, Look, Say, Speech
from bot.domain.events import Heard, Started, Turned
from bot.domain.facts import Fact, FactName
from bot.domain.gist import named
from bot.domain.hearing import hear_words
from bot.domain.phrases import phrases_for
from bot.domain.topic import Knowledge, Topic
from bot.domain.turn import Choice
from bot.domain.wording import compose
from bot.ports.reader import Reader

AGAIN, UNKNOWN = "again", "unknown"
"""The labels of an answer from which nothing may be taken, and of “not sure”."""

TOGETHER = " & "


class Mark(StrEnum):
    """How an answer was taken; to ask again is never wrong, only slower."""

    RIGHT = "right"
    AGAIN = "asks again"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A text in reply to `question`, and what it `means`.

    `question` is a fact, or `look`, `remedy` or `worked` for what is asked beside facts. `means`
    is a choice, further facts after ` & `, the name of an aside, `unknown` or `again`.
    """

    question: str
    text: str
    means: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """An answer with how it was taken, and what was taken from it."""

    answer: Answer
    mark: Mark
    taken: str


def try_answer(answer: Answer, knowledge: Knowledge, reader: Reader, *, now: datetime) -> Tried:
    """What is taken from an answer that follows its question at once."""
    topic = knowledge.first_topic
    state, offered = _asked(answer.question, knowledge, now=now)
    reading = reader.read(answer.text, topic=topic, offered=offered)
    heard = hear_words(answer.text, reading, state, topic, now=now)
    implied = {_told(fact) for fact in named(reading, state, topic, now=now)}
    mark = _mark(answer, heard, topic, implied)
    return Tried(answer=answer, mark=mark, taken=_taken(heard))


def _asked(
    question: str, knowledge: Knowledge, *, now: datetime
) -> tuple[Conversation, tuple[Choice, ...]]:
    """A conversation whose last turn put this question, and what that turn offered."""
    topic = knowledge.first_topic
    state = begin(Started(at=now, topic=topic.id, identified=question == "look"))
    cause = next(iter(topic.causes))
    decision: Decision
    match question:
        case "look":
            decision = Look(checks=(), agreed=False)
        case "remedy":
            decision = Conclude(cause=cause, probability=1.0, confirmed=False)
        case "worked":
            state, decision = replace(state, diagnosis=cause), Say(speech=Speech.DID_IT_WORK)
        case _:
            decision = Ask(fact=FactName(question))
    phrases = phrases_for("en", knowledge.phrases)
    turn = compose(decision, state, knowledge, phrases, turn_id="asked")
    return after(state, Turned(at=now, turn=turn)), turn.choices


def _mark(answer: Answer, heard: Heard, topic: Topic, implied: Set[str]) -> Mark:
    """How an answer was taken; what naming an invoice implies may be there, too."""
    if answer.means in CHOICES:
        return _marked_choice(answer.means, heard)
    said = {_told(fact) for fact in heard.facts}
    if "=" not in answer.means and answer.means not in {AGAIN, UNKNOWN}:
        right = heard.meaning.value == answer.means and not said
        return Mark.RIGHT if right else Mark.WRONG if said else Mark.AGAIN
    wanted = _wanted(answer)
    # To leave the open question, where another was answered, claims nothing.
    passed = {f"{answer.question}={UNKNOWN}"} if _main(answer) in said else set()
    if said - wanted - _follows(wanted, topic) - implied - passed:
        return Mark.WRONG
    if not wanted:
        return Mark.WRONG if heard.meaning in CHOICES.values() else Mark.RIGHT
    return Mark.RIGHT if _main(answer) in said else Mark.AGAIN


def _marked_choice(choice: str, heard: Heard) -> Mark:
    if heard.meaning is CHOICES[choice]:
        return Mark.RIGHT
    return Mark.WRONG if heard.meaning in CHOICES.values() else Mark.AGAIN


def _main(answer: Answer) -> str:
    first = answer.means.split(TOGETHER)[0]
    return f"{answer.question}={UNKNOWN}" if first == UNKNOWN else first


def _wanted(answer: Answer) -> set[str]:
    if answer.means == AGAIN:
        return set()
    return {_main(answer), *answer.means.split(TOGETHER)[1:]}


def _follows(wanted: set[str], topic: Topic) -> set[str]:
    """What the options also set that are meant: connected is also switched on."""
    options = [option for question in topic.questions.values() for option in question.options]
    return {"=".join(c) for option in options if option.id in wanted for c in option.also}


def _taken(heard: Heard) -> str:
    said = TOGETHER.join(dict.fromkeys(map(_told, heard.facts)))
    return f"{heard.meaning.value} {said}".strip()


def _told(fact: Fact) -> str:
    return f"{fact.name}={fact.value}"
