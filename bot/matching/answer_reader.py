"""Reads answers: what was chosen in free words, by the ways of the authors and by examples."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from bot.domain.choosing import HUMAN
from bot.domain.facts import ERROR_CAUSE, OTHER_ERROR, UNKNOWN
from bot.domain.reading import ErrorSeen
from bot.domain.topic import Knowledge, Topic
from bot.domain.turn import Choice
from bot.matching.another import answers_another, said_of_another
from bot.matching.answer_model import AnswerModels
from bot.matching.answers import LONGEST_ANSWER, bare, certain, doubtful, pick
from bot.matching.asides import aside_of
from bot.matching.clauses import clauses, stated_part
from bot.matching.entities import only_names
from bot.matching.error_texts import only_unknown
from bot.matching.model import Model
from bot.matching.no_answer import goes_on, torn, works_again
from bot.matching.normalise import tidy
from bot.matching.opening import last_word, opening
from bot.matching.shares import share_first, shares_in_words
from bot.matching.spoken import Statement, question_of, stated
from bot.matching.taking_back import takes_all_back
from bot.matching.volunteered import volunteered
from bot.matching.weighing import ALONE, Weighed, asked_by, by_choice, weighed

Told = tuple[tuple[str, str], ...]
"""Facts by name and value."""

UNSURE = "unsure"
"""The aside of those who do not know, which is an answer."""

FULL, STORY = 7, 12
"""From how many words on an answer is a full sentence, and tells more than what was asked."""

POSSIBLY, RATHER = 0.1, 0.45
"""How likely by all its words an answer must mean what one part of it says, and how likely another
option may not be.
"""

WISHED = 0.8
"""From which probability on an answer asks for a person."""

ELSEWHERE = 0.9
"""How likely an answer must mean an option of another question, if it is none to the open one."""

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
            return self._around(text, errors, topic, offered)
        known = self._models.known(text, topic, asked) if asked else None
        if asked is not None and known is not None:
            return weighed(None, {known: 1.0}, asked)
        if asked is not None and self._no_answer(text, topic, offered):
            return Weighed(again=True)
        if asked is not None and only_names(text):
            return Weighed()  # which document it is tells nothing of an error or a status
        text = _copied(text) if asked == ERROR_CAUSE else text
        if (sure := self._outright(text, topic, offered)) is not None:
            return Weighed(choice=sure)
        text = shares_in_words(text) if asked is not None else text
        picked = pick(text, offered, topic, self._asides)
        aside = picked is None and aside_of(text, self._asides) not in {None, UNSURE}
        if asked is None or aside or len(text.split()) > LONGEST_ANSWER:
            return Weighed(choice=picked)
        if picked is None and bare(text):
            return Weighed()
        return self._weighed(text, picked, topic, offered)

    def _outright(self, text: str, topic: Topic, offered: Sequence[Choice]) -> str | None:
        """The choice that a text names and nothing else, or the share that it begins with."""
        plain = asked_by(offered) is not None and last_word(text) is None
        share = share_first(text) if plain else None
        told = certain(text, offered, topic, self._asides)
        return told or (certain(share, offered, topic, self._asides) if share else None)

    def _around(
        self, text: str, errors: Sequence[ErrorSeen], topic: Topic, offered: Sequence[Choice]
    ) -> Weighed:
        """What is said around an error text, unless that was asked for: “no, it fails with …”."""
        if asked_by(offered) in {None, ERROR_CAUSE, *(name for name, _ in _errors_need(topic))}:
            return Weighed()
        rest = tidy(text)
        for error in errors:
            rest = rest.replace(error.quote, " ")
        return self.choice(rest, (), topic, offered) if rest.strip() else Weighed()

    def _no_answer(self, text: str, topic: Topic, offered: Sequence[Choice]) -> bool:
        """Whether a text only has the words of an answer."""
        trouble = works_again(text, self._asides) or goes_on(text, self._asides)
        trouble = trouble or takes_all_back(text)
        return trouble or torn(text, offered, topic)

    def _weighed(
        self, text: str, picked: str | None, topic: Topic, offered: Sequence[Choice]
    ) -> Weighed:
        """What takes the rest back, else the whole answer; in doubt its opening or one clause."""
        if last := last_word(text):
            after = self._part(last, pick(last, offered, topic, self._asides), topic, offered)
            if after.choice is not None:
                return after
        whole = self._part(text, picked, topic, offered)
        if whole.choice is not None:
            return whole
        return self._in_parts(text, picked, topic, offered) or whole

    def _in_parts(
        self, text: str, picked: str | None, topic: Topic, offered: Sequence[Choice]
    ) -> Weighed | None:
        """What one part of an answer says, if that is possible by the whole of it, too."""
        asked = asked_by(offered) or ""
        chances = by_choice(self._models.meanings(stated_part(text), topic, asked), asked)
        for part, by_itself in _parts(text, self._stated(text, topic, offered)):
            way = None if by_itself else pick(part, offered, topic, self._asides)
            taken = self._part(part, way, topic, offered)
            if taken.choice is None or _belied(taken.choice, chances):
                continue
            if taken.choice == picked or chances.get(taken.choice, 0.0) >= POSSIBLY:
                return taken
        return None

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
            full=len(told.split()) >= FULL,
            brief="?" not in told and len(told.split()) < STORY,
            doubtful="?" in told or doubtful(told, offered, topic),
        )
        return replace(both, contrary=picked is not None and both.choice is None)

    def no_wish(self, text: str, topic: Topic, offered: Sequence[Choice]) -> bool:
        """Whether a text is no wish for a person by the examples of the open question."""
        meanings = self._models.meanings(text, topic, asked_by(offered) or "")
        return meanings.get(HUMAN, 1.0) < WISHED

    def facts(
        self, text: str, meant: Weighed, topic: Topic, offered: Sequence[Choice]
    ) -> tuple[Told, Told]:
        """What a message tells beside, and what one tells instead that leaves the question open."""
        told = self._beside(text, topic, offered) + self._error_told(text, meant.choice, topic)
        answered = told or meant.choice is not None
        return told, () if answered else self._another(text, topic, offered)

    def _beside(self, text: str, topic: Topic, offered: Sequence[Choice]) -> Told:
        """What an answer tells beside, if the examples of those questions say so, too."""
        told, asked = volunteered(text, topic, offered), asked_by(offered)
        return told if asked is None else self._likely(told, text, topic)

    def _error_told(self, text: str, choice: str | None, topic: Topic) -> Told:
        """The cause that an error names whose text comes with the answer that there is one."""
        if choice not in {"=".join(need) for need in _errors_need(topic)}:
            return ()
        meanings = self._models.meanings(stated_part(_copied(text)), topic, ERROR_CAUSE)
        best = max(meanings, key=lambda meaning: meanings[meaning], default="")
        return _names_cause(best) if best and meanings[best] >= ALONE else ()

    def _another(self, text: str, topic: Topic, offered: Sequence[Choice]) -> Told:
        """What a text that leaves the open question unanswered says outright to another one."""
        if asked_by(offered) is None:
            return ()
        if outright := answers_another(text, offered, topic, self._asides):
            return self._likely(outright, text, topic)
        if error := _names_cause(self._models.known(text, topic, ERROR_CAUSE) or ""):
            return (*_errors_need(topic), *error)
        options = [
            option
            for option in said_of_another(text, offered, topic, self._asides)
            if self._models.likely(text, topic, *option.sets) >= ELSEWHERE
        ]
        return (options[0].sets, *options[0].also) if len(options) == 1 else ()

    def _likely(self, told: Told, text: str, topic: Topic) -> Told:
        return tuple(fact for fact in told if self._models.likely(text, topic, *fact) >= BESIDE)


QUOTE = re.compile(r'["“]([^"“”]{4,200})["”]')
"""What somebody copied off a screen."""


COPIED = 4
"""From how many words on what stands in quotes is an error text."""


def _copied(text: str) -> str:
    """The error text that stands in quotes, or else all of it; one word may be a button."""
    quoted = [each for each in QUOTE.findall(text) if len(each.split()) >= COPIED]
    return quoted[0] if len(quoted) == 1 else text


def _belied(choice: str, chances: Mapping[str, float]) -> bool:
    """Whether all the words of an answer rather mean another option than one part says."""
    others = {name: p for name, p in chances.items() if "=" in name and name != choice}
    return any(p >= RATHER and not name.endswith(f"={UNKNOWN}") for name, p in others.items())


def _errors_need(topic: Topic) -> Told:
    """What holds when there is an error whose text may be asked for."""
    question = topic.questions.get(ERROR_CAUSE)
    return question.needs if question else ()


def _names_cause(meaning: str) -> Told:
    """The fact that an answer about an error's text tells, if it names a cause."""
    name, _, cause = meaning.partition("=")
    return ((name, cause),) if name == ERROR_CAUSE and cause != OTHER_ERROR else ()


def _parts(text: str, said: Sequence[Statement]) -> Iterator[tuple[str, bool]]:
    """The parts that may hold the answer, and whether the examples alone must say so."""
    # “Connected, but with a button that says Reconnect” is not told by its opening.
    contrasts = any(one.corrects and not one.denied for one in said)
    if not contrasts and (first := opening(text)):
        yield first, False
    only = {statement.clause for statement in said}
    if len(only) == 1:
        yield clauses(text)[only.pop()].text, True
