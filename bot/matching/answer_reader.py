"""Reads answers: what was chosen in free words, by the ways of the authors and by examples."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from bot.domain.facts import ERROR_CAUSE
from bot.domain.reading import ErrorSeen
from bot.domain.topic import Knowledge, Topic
from bot.domain.turn import Choice
from bot.matching.another import answers_another
from bot.matching.answer_model import AnswerModels
from bot.matching.answers import LONGEST_ANSWER, bare, certain, doubtful, pick
from bot.matching.asides import aside_of
from bot.matching.clauses import clauses, stated_part
from bot.matching.entities import only_names
from bot.matching.error_texts import only_unknown
from bot.matching.model import Model
from bot.matching.no_answer import goes_on, torn, works_again
from bot.matching.opening import last_word, opening
from bot.matching.shares import shares_in_words
from bot.matching.spoken import Statement, question_of, stated
from bot.matching.volunteered import volunteered
from bot.matching.weighing import Weighed, asked_by, weighed

UNSURE = "unsure"
"""The aside of those who do not know, which is an answer."""

STORY = 12
"""From how many words on an answer tells more than what was asked."""

BESIDE = 0.3
"""How likely what an answer tells beside must be by the examples of the question about it."""


class AnswerReader:
    """Reads answers with the models that were learned; safe to share between threads."""

    def __init__(self, knowledge: Knowledge, models: Mapping[str, Model]) -> None:
        self._asides = knowledge.asides
        self._models = AnswerModels(knowledge, models)

    def choice(
        self, text: str, errors: Sequence[ErrorSeen], topic: Topic, offered: Sequence[Choice]
    ) -> Weighed:
        """The choice that a message means: named outright, or by its ways and its examples."""
        asked = asked_by(offered)
        if errors and not (asked == ERROR_CAUSE and only_unknown(errors)):
            return Weighed()
        known = self._models.known(text, topic, asked) if asked else None
        if asked is not None and known is not None:
            return weighed(None, {known: 1.0}, asked)
        if asked is not None and self._no_answer(text, topic, offered):
            return Weighed(again=True)
        if asked is not None and only_names(text):
            return Weighed()  # which document it is tells nothing of an error or a status
        text = shares_in_words(text) if asked is not None else text
        if (sure := certain(text, offered, topic, self._asides)) is not None:
            return Weighed(choice=sure)
        picked = pick(text, offered, topic, self._asides)
        aside = picked is None and aside_of(text, self._asides) not in {None, UNSURE}
        if asked is None or aside or len(text.split()) > LONGEST_ANSWER:
            return Weighed(choice=picked)
        if picked is None and bare(text):
            return Weighed()
        return self._weighed(text, picked, topic, offered)

    def _no_answer(self, text: str, topic: Topic, offered: Sequence[Choice]) -> bool:
        """Whether a text only has the words of an answer."""
        trouble = works_again(text, self._asides) or goes_on(text, self._asides)
        return trouble or torn(text, offered, topic)

    def _weighed(
        self, text: str, picked: str | None, topic: Topic, offered: Sequence[Choice]
    ) -> Weighed:
        """The whole answer; where that leaves doubt, what it says last, first or in one clause."""
        whole = self._part(text, picked, topic, offered)
        said = self._stated(text, topic, offered)
        for part, by_itself in _parts(text, said, doubt=whole.choice is None):
            way = None if by_itself else pick(part, offered, topic, self._asides)
            taken = self._part(part, way, topic, offered)
            if taken.choice is not None:
                return taken
        return whole

    def _stated(self, text: str, topic: Topic, offered: Sequence[Choice]) -> list[Statement]:
        """What the clauses of an answer say about the open question."""
        asked = question_of(offered, topic)
        return stated(clauses(text), asked.options, topic) if asked else []

    def _part(
        self, text: str, picked: str | None, topic: Topic, offered: Sequence[Choice]
    ) -> Weighed:
        """What some words say, by the ways of the authors and by the examples."""
        told, asked = stated_part(text), asked_by(offered) or ""
        both = weighed(
            picked,
            self._models.meanings(told, topic, asked),
            asked,
            brief="?" not in told and len(told.split()) < STORY,
            doubtful="?" in told or doubtful(told, offered, topic),
        )
        return replace(both, contrary=picked is not None and both.choice is None)

    def beside(
        self, text: str, topic: Topic, offered: Sequence[Choice]
    ) -> tuple[tuple[str, str], ...]:
        """What an answer tells beside, if the examples of those questions say so, too."""
        told, asked = volunteered(text, topic, offered), asked_by(offered)
        return told if asked is None else self._likely(told, text, topic)

    def another(
        self, text: str, topic: Topic, offered: Sequence[Choice]
    ) -> tuple[tuple[str, str], ...]:
        """What a text that leaves the open question unanswered says outright to another one."""
        if asked_by(offered) is None:
            return ()
        return self._likely(answers_another(text, offered, topic, self._asides), text, topic)

    def _likely(
        self, told: tuple[tuple[str, str], ...], text: str, topic: Topic
    ) -> tuple[tuple[str, str], ...]:
        return tuple(fact for fact in told if self._models.likely(text, topic, *fact) >= BESIDE)


def _parts(text: str, said: Sequence[Statement], *, doubt: bool) -> Iterator[tuple[str, bool]]:
    """The parts that may hold the answer, and whether the examples alone must say so."""
    if last := last_word(text):
        yield last, False
    # “Connected, but with a button that says Reconnect” is not told by its opening.
    contrasts = any(one.corrects and not one.denied for one in said)
    longer = doubt or len(text.split()) >= STORY
    if longer and not contrasts and (first := opening(text)):
        yield first, False
    only = {statement.clause for statement in said}
    if doubt and len(only) == 1:
        yield clauses(text)[only.pop()].text, True
