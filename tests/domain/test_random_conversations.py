"""Whatever people write, pick and take back, and whatever looks find, some things always hold."""

import re
from collections.abc import Callable
from typing import TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject, DrawFn, SearchStrategy

from bot.adapters.store.codec import dump_event, load_event
from bot.bootstrap import load_knowledge
from bot.domain.asides import ASIDES
from bot.domain.asking import IN_A_ROW
from bot.domain.choosing import hear_choice
from bot.domain.conversation import fold
from bot.domain.events import Looked, Meaning, Turned
from bot.domain.facts import SPOKEN_OF, UNKNOWN, CheckId, FactName, Source
from bot.domain.reading import Candidate, Entities, ErrorSeen, Reading, Verdict
from bot.domain.turn import DecisionKind, Expects, Turn, plain
from tests.domain.play import Found, Play

T = TypeVar("T")
U = TypeVar("U")
KNOWLEDGE = load_knowledge()
TOPIC = KNOWLEDGE.first_topic
NAMES = [*TOPIC.causes, *TOPIC.requests, "out_of_scope"]
OPTIONS = [(option.sets, *option.also) for q in TOPIC.questions.values() for option in q.options]
PASSING = {
    Meaning.HOW,
    Meaning.WHY,
    Meaning.HELLO,
    Meaning.WHO,
    Meaning.BYE,
    Meaning.CANNOT,
    Meaning.SORRY,
    Meaning.SAFE,
    Meaning.THANKS,
    Meaning.UNCLEAR,
    Meaning.OFF_TOPIC,
    Meaning.REQUEST,
    Meaning.HUMAN,
}
"""After these an open question may be put again."""

WRITING: set[str] = {check.id for check in TOPIC.checks.values() if check.asks}
MAPPING = FactName("mapping")
PROMISES = re.compile(
    r"\bI(?:'ll| can| will) (?:look|check)\b|\b(?:check|look) again\b|\bcheck my\b",
    re.IGNORECASE,
)
"""How a look is promised."""

QUESTIONS = {DecisionKind.ASK, DecisionKind.DID_YOU_MEAN}
CONVERSATIONS = settings(max_examples=80, deadline=None)


@st.composite
def readings(draw: DrawFn, offered: list[str]) -> Reading:
    """What a matcher may make of a message, sensible or not."""
    names = draw(st.lists(st.sampled_from(NAMES), max_size=5, unique=True))
    weights = [draw(st.floats(0.01, 1)) for _ in names]
    shares = sorted((w / sum(weights) for w in weights), reverse=True)
    numbers = st.lists(st.sampled_from(["WH00035", "WH00041"]), max_size=1).map(tuple)
    seen = st.integers(-1, len(KNOWLEDGE.errors) - 1).map(_error)
    return Reading(
        verdict=draw(st.sampled_from(Verdict)),
        candidates=tuple(
            Candidate(cause=n, probability=p) for n, p in zip(names, shares, strict=True)
        ),
        entities=draw(st.builds(Entities, invoices=numbers, credit_notes=numbers)),
        errors=draw(_seldom(st.lists(seen, min_size=1, max_size=2).map(tuple), ())),
        choice=draw(_seldom(st.sampled_from(offered), None)) if offered else None,
        aside=draw(_seldom(st.sampled_from([*ASIDES, "unsure", "yes", "no", "done"]), None)),
        facts=draw(_seldom(st.sampled_from(OPTIONS), ())),
        number=draw(st.sampled_from([None, "WH00041"])),
    )


def _seldom(strategy: SearchStrategy[T], otherwise: U) -> SearchStrategy[T | U]:
    return st.one_of(st.just(otherwise), st.just(otherwise), strategy)


def _error(index: int) -> ErrorSeen:
    cause = KNOWLEDGE.errors[index].cause if index >= 0 else None
    text = KNOWLEDGE.errors[index].text if index >= 0 else None
    return ErrorSeen(text=text, cause=cause, quote="what it says")


@st.composite
def findings(draw: DrawFn) -> Found:
    """What the looks find: any value of any fact, or nothing at all."""
    return {
        CheckId(check): _found(draw, CheckId(check))
        for check in TOPIC.checks
        if draw(st.integers(0, 3))
    }


def _found(draw: DrawFn, check: CheckId) -> dict[str, str]:
    kinds = [TOPIC.facts[name] for name in TOPIC.checks[check].gives]
    found = {
        str(kind.name): draw(st.sampled_from([*kind.values, UNKNOWN]))
        for kind in kinds
        if not kind.free
    }
    return found | (
        {"mapping": "Services=220/OUTPUT2"} if MAPPING in TOPIC.checks[check].gives else {}
    )


class Watch:
    """Plays and checks after each turn what must always hold."""

    def __init__(self, play: Play) -> None:
        self.play = play
        self.asked: set[FactName] = set()
        self.open_again: set[FactName] = set()
        self.in_row = 0
        self.yes = 0

    def after(self, turn: Turn) -> None:
        """Check this turn."""
        self._told(turn)
        self._honest(turn)
        self._question(turn)
        assert fold(self.play.events) == self.play.state
        for choice in turn.choices:
            hear_choice(choice.id, self.play.state, TOPIC, now=self.play.now)

    def _told(self, turn: Turn) -> None:
        assert turn.decision.why
        assert turn.blocks
        event = Turned(at=self.play.now, turn=turn)
        assert load_event(dump_event(event)) == event

    def _honest(self, turn: Turn) -> None:
        """A stranger is promised no look."""
        labels = [choice.label for choice in turn.choices]
        if not self.play.identified:
            assert [text for text in (plain(turn), *labels) if PROMISES.search(text)] == []

    def _question(self, turn: Turn) -> None:
        fact, kind = turn.decision.fact, turn.decision.kind
        if kind not in QUESTIONS or fact is None:
            self.in_row = self.in_row if kind is DecisionKind.SAY else 0
            return
        known = self.play.fact(fact)
        # A look may have chosen the document, and another one may come after a remedy.
        chosen = known and (known.source is not Source.SAID or self.play.state.fixed)
        # What a look has just seen of the document may be a reason to ask for another one.
        seen = isinstance(self.play.events[-2].event, Looked)
        another = fact == SPOKEN_OF and (chosen or seen)
        assert known is None or not known.known or another, f"asks {fact}, which is known"
        again = fact in self.open_again or (fact == SPOKEN_OF and seen)
        assert fact not in self.asked or again, f"asks {fact} twice"
        self.in_row += fact not in self.asked
        assert self.in_row <= IN_A_ROW
        self.asked.add(fact)
        self.open_again.discard(fact)


@CONVERSATIONS
@given(data=st.data(), identified=st.booleans())
def test_any_conversation_keeps_the_promises(data: DataObject, identified: bool) -> None:
    play = Play(KNOWLEDGE, identified=identified)
    watch = Watch(play)
    watch.after(play.turn)
    for _ in range(data.draw(st.integers(1, 14))):
        _step(data, play, watch)


def _step(data: DataObject, play: Play, watch: Watch) -> None:
    if play.turn.expects is Expects.CHECKS and data.draw(st.booleans()):
        watch.after(play.look(data.draw(findings())))
        written = [
            n for n in play.events if isinstance(n.event, Looked) and n.event.check in WRITING
        ]
        assert len(written) <= watch.yes
        return
    offered = [choice.id for choice in play.turn.choices]
    match data.draw(st.sampled_from(["say", "choose", "undo"])):
        case "choose" if offered:
            _heard(play, watch, lambda: play.choose(data.draw(st.sampled_from(offered))))
        case "undo":
            # What was asked before may be asked again: it was taken back.
            if play.undo() is not None:
                watch.asked, watch.in_row = set(play.state.asked), play.state.in_row
        case _:
            reading = data.draw(readings(offered))
            _heard(play, watch, lambda: play.say(reading))


def _heard(play: Play, watch: Watch, act: Callable[[], Turn]) -> None:
    before = play.state.pending
    turn = act()
    if play.meaning is Meaning.LOOK_YES and before is not None and before.fact in WRITING:
        watch.yes += 1
    if play.meaning in PASSING and before is not None and before.fact is not None:
        watch.open_again.add(before.fact)
    watch.after(turn)


@CONVERSATIONS
@given(data=st.data(), identified=st.booleans())
def test_who_answers_every_question_is_served_within_twelve_turns(
    data: DataObject, identified: bool
) -> None:
    play = Play(KNOWLEDGE, identified=identified)
    play.choose("look.yes" if identified else "start")
    for _ in range(12):
        if play.turn.decision.kind in {DecisionKind.CONCLUDE, DecisionKind.ESCALATE}:
            return
        if play.turn.expects is Expects.CHECKS:
            play.look(data.draw(findings()))
        else:
            play.choose(data.draw(st.sampled_from(_answers(play.turn))))
    raise AssertionError("neither a cause nor a person within twelve turns")


def _answers(turn: Turn) -> list[str]:
    return [c.id for c in turn.choices if "=" in c.id or c.id == "look.yes"]
