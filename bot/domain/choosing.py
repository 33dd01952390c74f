"""Choosing: what picking a choice means at this point of the conversation."""

from datetime import datetime

from bot.domain.asking import SYMPTOM
from bot.domain.conversation import Conversation, Pending
from bot.domain.errors import StaleConversation, UnknownChoice
from bot.domain.events import Heard, Meaning
from bot.domain.facts import NO_ERROR, UNKNOWN, FactName
from bot.domain.gist import option_of, said
from bot.domain.looking import can_be_seen
from bot.domain.rating import RATINGS, reason_of
from bot.domain.topic import Topic

HUMAN = "human"
"""The choice, and the request, that asks for a person."""

CONNECTED, FAILED = "connect.done", "remedy.failed"

SUSPECT, SUSPECTED = "suspect", 0.5
"""The choice `suspect=<cause>` of the help page, and its weight: a guess that is to be checked."""

CHOICES = {
    "look.yes": Meaning.LOOK_YES,
    "look.no": Meaning.LOOK_NO,
    "remedy.done": Meaning.DONE,
    CONNECTED: Meaning.DONE,
    "remedy.no": Meaning.NOT_IT,
    "remedy.worked": Meaning.WORKED,
    FAILED: Meaning.FAILED,
    "start": Meaning.START,
    HUMAN: Meaning.HUMAN,
    **RATINGS,
}
"""The choices that answer no question, with what they mean."""

BESIDE = {FAILED: "remedy.no"}
"""What may be said without a button of its own, wherever another choice is on offer."""


def hear_choice(choice: str, state: Conversation, topic: Topic, *, now: datetime) -> Heard:
    """What picking `choice` means; UnknownChoice, or StaleConversation for one of an older turn.

    A choice that answers a question is good at any time: picked later, it changes the answer.
    """
    if choice in CHOICES:
        offered = state.pending.choices if state.pending else ()
        # Connecting takes minutes, in which the conversation may have gone on.
        lasting = choice == HUMAN or (choice == CONNECTED and state.offered)
        if not lasting and not {choice, BESIDE.get(choice)}.intersection(offered):
            raise StaleConversation("That button belongs to an earlier message. Please look again.")
        seen = choice == FAILED and can_be_seen(state, topic)
        meaning = Meaning.STILL if seen else CHOICES[choice]
        return Heard(meaning=meaning, reason=reason_of(choice))
    name, _, value = choice.partition("=")
    if name == SYMPTOM:
        return _hear_symptom(value, topic, state.pending)
    if name == SUSPECT and value in topic.causes:
        return Heard(meaning=Meaning.SYMPTOM, weights={value: SUSPECTED})
    sets = option_of(FactName(name), value, topic)
    return Heard(meaning=Meaning.ANSWER, facts=said(sets, now=now))


def _hear_symptom(value: str, topic: Topic, pending: Pending | None) -> Heard:
    offered = [c.partition("=")[2] for c in pending.choices] if pending else []
    if value in topic.causes:
        return Heard(meaning=Meaning.SYMPTOM, weights={value: 1.0})
    if value not in {NO_ERROR, UNKNOWN}:
        raise UnknownChoice(f"There is no symptom “{value}” here.")
    others = [c for c in topic.causes if c not in offered and topic.causes[c].parent is None]
    return Heard(meaning=Meaning.ANSWER, weights={c: 1 / len(others) for c in others})
