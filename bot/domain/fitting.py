"""Fits a conversation to the knowledge of today, which may have changed since it was stored."""

from dataclasses import replace

from bot.domain.asking import SYMPTOM
from bot.domain.conversation import Conversation, Pending
from bot.domain.facts import PERMISSION
from bot.domain.topic import Topic
from bot.domain.turn import DecisionKind


def fitting(state: Conversation, topic: Topic) -> Conversation:
    """The state without the cause under treatment and the open question that are no more."""
    gone = state.diagnosis is not None and state.diagnosis not in topic.causes
    return replace(
        state,
        diagnosis=None if gone else state.diagnosis,
        tries=0 if gone else state.tries,
        pending=_open(state.pending, topic, gone=gone),
    )


def _open(pending: Pending | None, topic: Topic, *, gone: bool) -> Pending | None:
    """What the last turn left open, as far as the topic still knows of it."""
    if pending is None or pending.fact in {None, SYMPTOM, PERMISSION}:
        lost = pending is not None and gone and pending.kind is DecisionKind.CONCLUDE
        return None if lost else pending
    return pending if pending.fact in {*topic.questions, *topic.checks} else None
