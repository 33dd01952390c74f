"""Finds in an answer that leaves the open question open what it says to another one."""

from collections.abc import Mapping, Sequence

from bot.domain.topic import Option, Topic
from bot.domain.turn import Choice
from bot.matching.answers import FEW, PLAIN
from bot.matching.asides import Asides, aside_of
from bot.matching.clauses import clauses, spelt_out
from bot.matching.kept import kept_for_each
from bot.matching.small_words import FILLERS
from bot.matching.spoken import question_of, stated


def answers_another(
    text: str, offered: Sequence[Choice], topic: Topic, asides: Asides
) -> tuple[tuple[str, str], ...]:
    """What `text` says outright in answer to one other question: “just one, I think”."""
    said = _told(text)
    few = PLAIN <= len(said) <= FEW and "?" not in text
    if not few or aside_of(text, asides) is not None:
        return ()
    others = _of_others(offered, topic)
    same = {o.id: o for o in _outright(topic).get(said, ()) if o in others}
    return tuple(c for o in same.values() for c in (o.sets, *o.also)) if len(same) == 1 else ()


def said_of_another(
    text: str, offered: Sequence[Choice], topic: Topic, asides: Asides
) -> tuple[Option, ...]:
    """The options of other questions that a short text may mean: “just saw it's set to manual”."""
    full = LONG_ENOUGH <= len(text.split()) <= SHORT and "?" not in text
    if not full or aside_of(text, asides) is not None:
        return ()
    said = stated(clauses(text), _of_others(offered, topic), topic)
    return tuple(dict.fromkeys(s.option for s in said if not s.denied))


LONG_ENOUGH, SHORT = 4, 12
"""Of how many words a text is that answers another question and tells nothing else."""


def _of_others(offered: Sequence[Choice], topic: Topic) -> list[Option]:
    """The options of all questions but the open one."""
    asked = question_of(offered, topic)
    open_ = asked.options if asked else ()
    return [o for q in topic.questions.values() for o in q.options if o not in open_]


@kept_for_each
def _outright(topic: Topic) -> Mapping[tuple[str, ...], Sequence[Option]]:
    """The options of all questions by the words of each way to say them."""
    ways: dict[tuple[str, ...], list[Option]] = {}
    for option in (o for question in topic.questions.values() for o in question.options):
        for way in {_told(says) for says in option.says}:
            ways.setdefault(way, []).append(option)
    return ways


def _told(text: str) -> tuple[str, ...]:
    """The words of a text that are more than fillers; that a thing is ok tells more of it."""
    return tuple(word for word in spelt_out(text) if word not in FILLERS or word in WELL)


WELL = frozenset({"ok", "okay", "right", "sure"})
"""Fillers that say how something is, where nothing but that thing is named."""
