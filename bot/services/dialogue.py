"""Plays written dialogues: a visitor's own words, from the opening to a diagnosis."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.events import Heard, Meaning, Said
from bot.domain.topic import CauseId, Topic
from bot.domain.turn import DecisionKind, ErrorBlock, Turn
from bot.ports.conversations import Key
from bot.ports.people import Visitor
from bot.services.chat import Chat

LONGEST = 12
"""No dialogue goes on for more messages of the visitor."""

OTHER, NOTHING_LEFT = "other", "I'm not sure"
"""The text for a question that the script foresaw no answer to, and for when that is used up."""

TEXT_FOR = {"error_cause": "error_shown", "document": "credit_note"}
"""Under which name a script answers a question, where it is not the name of the fact."""

HANDED_OVER = "handed over"
ERROR_MESSAGE, HUMAN = "error_message", "human"

QUESTIONS = {DecisionKind.ASK, DecisionKind.DID_YOU_MEAN, DecisionKind.LOOK}


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """What a visitor who has `cause` (or that request) types: in order, and when asked."""

    id: str
    cause: str
    turns: tuple[str, ...]
    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """How a dialogue went: the cause, request or hand-over it came to, and what was asked.

    `spent` says that the bot asked more than the script had words for, `left` what was never said.
    """

    script: Script
    reached: str | None
    right: bool
    spent: bool
    left: tuple[str, ...]
    asked: tuple[str, ...]


@dataclass(slots=True)
class _Visitor:
    """Says each thing once: the answer to what was asked, else the next thing on their mind."""

    script: Script
    said: set[str] = field(default_factory=set)
    spent: bool = False

    def says(self, fact: str | None) -> str:
        """What comes next; `fact` is what the bot asked for, if it asked."""
        in_order = {f"turn {n}": text for n, text in enumerate(self.script.turns)}
        texts = {**in_order, **self.script.answers}
        order = [*in_order, OTHER] if fact is None else [TEXT_FOR.get(fact, fact), OTHER, *in_order]
        for name in order:
            if name in texts and name not in self.said:
                self.said.add(name)
                return texts[name]
        self.spent = True
        return NOTHING_LEFT


def play(script: Script, chat: Chat, key: Key) -> Played:
    """The dialogue with an anonymous visitor, until a cause is named, a person takes over, or the
    request that was meant is answered.
    """
    visitor = _Visitor(script)
    chat.start(key, Visitor(id="somebody"))
    asked: list[str] = []
    fact, reached = None, None
    for number in range(LONGEST):
        turn = chat.say(key, client_id=str(number), text=visitor.says(fact)).turn
        reached = _reached(turn, _heard(chat, key), script)
        if reached is not None:
            break
        fact = turn.decision.fact if turn.decision.kind in QUESTIONS else None
        asked += [fact] if fact else []
    return Played(
        script=script,
        reached=reached,
        right=_right(reached, script.cause, chat.knowledge.first_topic, spent=visitor.spent),
        spent=visitor.spent,
        left=tuple(name for name in script.answers if name not in visitor.said),
        asked=tuple(asked),
    )


def _heard(chat: Chat, key: Key) -> Heard:
    """What the last message was taken to mean."""
    _, events = chat.history(key)
    return next(n.event.heard for n in reversed(events) if isinstance(n.event, Said))


def _reached(turn: Turn, heard: Heard, script: Script) -> str | None:
    """What the dialogue has come to, if this turn ends it."""
    if turn.decision.diagnosis is not None:
        explained = any(isinstance(block, ErrorBlock) for block in turn.blocks)
        wants_meaning = script.cause == ERROR_MESSAGE and explained
        return ERROR_MESSAGE if wants_meaning else turn.decision.diagnosis.cause
    if turn.decision.kind is DecisionKind.ESCALATE:
        return HUMAN if heard.meaning is Meaning.HUMAN else HANDED_OVER
    if any(isinstance(block, ErrorBlock) for block in turn.blocks):
        return ERROR_MESSAGE if script.cause == ERROR_MESSAGE else None
    # Another request than the one that was meant is answered and the visitor goes on.
    return script.cause if heard.request == script.cause else None


def _right(reached: str | None, wanted: str, topic: Topic, *, spent: bool) -> bool:
    """Whether it is the cause that was meant or one of its family; a person is right at the end."""
    if reached == HANDED_OVER:
        return spent or wanted == HUMAN
    named = topic.causes.get(CauseId(reached or ""))
    other = topic.causes.get(CauseId(wanted))
    if named is None or other is None:
        return reached == wanted
    return other.id in {named.id, named.parent} or other.parent == named.id
