"""A conversation as a page draws it: what was said, what was answered, what was looked at."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.domain.events import Chose, Looked, Numbered, Rated, Said, Turned
from bot.domain.facts import CheckId
from bot.domain.turn import Turn
from bot.domain.undoing import standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Mine:
    """What the visitor said or chose."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the bot answered, with what the looks of that turn saw, in their order."""

    turn: Turn
    looks: dict[CheckId, Looked] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """All of it in order; `rated` says whether it was rated since the newest question for it."""

    items: Sequence[Mine | Answer]
    rated: bool

    @property
    def turn(self) -> Turn:
        """The newest answer, which alone can be replied to."""
        return next(item.turn for item in reversed(self.items) if isinstance(item, Answer))

    @property
    def undoable(self) -> bool:
        """Whether the visitor has done anything that can be taken back."""
        return any(isinstance(item, Mine) for item in self.items)


def thread_of(events: Sequence[Numbered]) -> Thread:
    """The thread of these events, which begin with the start of the conversation."""
    items: list[Mine | Answer] = []
    rated = False
    for event in (numbered.event for numbered in standing(events)):
        match event:
            case Said():
                items.append(Mine(text=event.text))
            case Chose():
                items.append(Mine(text=event.label))
            case Turned():
                items.append(Answer(turn=event.turn))
            case Looked():
                _newest(items).looks[event.check] = event
            case Rated():
                rated = True
            case _:
                pass
    return Thread(items=items, rated=rated)


def _newest(items: Sequence[Mine | Answer]) -> Answer:
    return next(item for item in reversed(items) if isinstance(item, Answer))
