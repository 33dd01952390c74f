"""Reads messages: errors, entities, answers, and what they mean, with a three-way verdict."""

import re
from collections.abc import Mapping, Sequence

from bot.domain.choosing import HUMAN
from bot.domain.facts import ERROR_CAUSE
from bot.domain.reading import Candidate, ErrorSeen, Reading, Verdict
from bot.domain.topic import CauseId, Knowledge, Topic
from bot.domain.turn import Choice
from bot.matching.answer_reader import AnswerReader
from bot.matching.answers import denials
from bot.matching.asides import aside_of, set_apart
from bot.matching.clauses import asks
from bot.matching.entities import entities, number_in, only_names
from bot.matching.error_chances import is_bare, sure_of_more, with_errors
from bot.matching.error_texts import ErrorFinder, only_unknown
from bot.matching.gainsaying import gainsays, mends, stands
from bot.matching.learned import Learned
from bot.matching.meaning import Chances, meaning
from bot.matching.normalise import words
from bot.matching.repair import Repair
from bot.matching.taking_back import without_denied_guess
from bot.matching.verdict import ANSWER_FROM, NO_CANDIDATES, OUT_OF_SCOPE, UNCLEAR, decide
from bot.matching.volunteered import at_remedy, corrected
from bot.matching.weighing import Weighed, asked_by

ANGRY = "angry"

BESIDE_THE_POINT = frozenset({ANGRY})
BESIDE_AN_ANSWER = BESIDE_THE_POINT | {"why", "how"}
"""What a part of a message says of the conversation, so that the rest is read without it."""

HYPOTHESIS = 0.6
"""What a question leaves of the certainty of a statement: “is xero down?” is only a guess."""

GUESS = 8
"""Up to how many words a question is a guess; a longer one tells a story and asks what to do."""

ASKS_BACK = re.compile(
    r"\?\s*$|^(?:is|are|could|can|might|or|maybe|perhaps|do you think|what if|i think)\b"
)
"""A message that asks or guesses rather than tells."""

DENIES = re.compile(
    r"\b(?:no|not|dont|don't|do not|without)\b.*\b(?:person|human|people|talk|speak)\b"
)
"""Somebody who says that they want no person."""

FOREIGN = 0.6
"""The share of unknown words from which a message says nothing that the examples know."""

MOSTLY = 0.5
"""How likely a message must be too vague for it to tell no fact unasked."""

REPORTED = 5
"""How many candidates a reading carries."""


class MessageReader:
    """Reads with the models that were learned; safe to share between threads."""

    def __init__(self, knowledge: Knowledge, learned: Learned) -> None:
        self._asides = knowledge.asides
        self._model = learned.messages
        self._answers = AnswerReader(knowledge, learned.answers)
        self._repair = Repair(
            [words(m) for s in knowledge.symptoms.values() for ms in s for m in ms]
        )
        self._errors = ErrorFinder(knowledge.errors)

    def errors(self, text: str) -> tuple[ErrorSeen, ...]:
        """The error texts that `text` holds."""
        return self._errors.find(text)

    def read(self, text: str, *, topic: Topic, offered: Sequence[Choice] = ()) -> Reading:
        """What the message may mean, given the choices that were on offer."""
        asked = asked_by(offered)
        rest, beside = set_apart(
            text, self._asides, BESIDE_AN_ANSWER if asked else BESIDE_THE_POINT
        )
        text = without_denied_guess(rest or text)
        aside = aside_of(text, self._asides) if rest else beside
        if aside == HUMAN and DENIES.search(text.casefold()):
            aside = None
        # Which document it is says nothing of what is wrong with it.
        told = "" if only_names(text) else text
        tokens = self._repair(words(told))
        errors, chances = self._by_all_words(text, told, tokens, topic)
        # Some oaths have the words of an answer: “piss off”.
        meant = Weighed() if aside == ANGRY else self._answers.choice(text, errors, topic, offered)
        if meant.choice and asked == ERROR_CAUSE and only_unknown(errors):
            errors = ()
        chances = self._of_a_person(chances, aside, text, topic, offered)
        chances = _at_this_point(chances, text, asked, topic)
        vague = not offered and chances.get(UNCLEAR, 0.0) >= MOSTLY
        silent = bool(errors) or vague
        facts, other = ((), ()) if silent else self._answers.facts(text, meant, topic, offered)
        remedy = at_remedy(offered)
        return Reading(
            verdict=self._verdict(tokens, chances, bare=is_bare(text, errors)),
            candidates=_candidates(chances, topic),
            entities=entities(text),
            errors=errors,
            choice=meant.choice,
            again=(meant.again or bool(other)) and _likeliest(chances) != HUMAN,
            aside=aside,
            beside=beside if rest else None,
            facts=facts or other,
            denied=() if meant.settled or errors else denials(text, offered, topic),
            hints=() if errors else corrected(text, topic, offered),
            number=number_in(text),
            asks=asks(text),
            gainsays=gainsays(text),
            mends=remedy and mends(text),
            stands=remedy and stands(text),
            foreign=self._foreign(tokens),
        )

    def _by_all_words(
        self, text: str, told: str, tokens: Sequence[str], topic: Topic
    ) -> tuple[tuple[ErrorSeen, ...], Chances]:
        """The error texts that count, and the chances of each class, wherever a message stands.

        `told` is the text without mere names, `tokens` are its mended words.
        """
        errors = self._errors.find(text)
        by_words = meaning(told, tokens, topic, model=self._model, repair=self._repair)
        chances = with_errors(by_words, text, errors, topic)
        stray = only_unknown(errors) and sure_of_more(chances)
        return (() if stray else errors), chances

    def _of_a_person(
        self,
        chances: Chances,
        aside: str | None,
        text: str,
        topic: Topic,
        offered: Sequence[Choice],
    ) -> Chances:
        """The chances once it is known whether a person is wished for."""
        if aside == HUMAN:
            return {HUMAN: 1.0}
        denied = DENIES.search(text.casefold()) or self._answers.no_wish(text, topic, offered)
        return _without(chances, HUMAN) if denied else chances

    def _verdict(self, tokens: Sequence[str], chances: Chances, *, bare: bool) -> Verdict:
        """A bare error text is answered; words that no example knows say nothing."""
        if bare:
            return Verdict.ANSWER
        if self._foreign(tokens) and max(chances.values()) < ANSWER_FROM:
            return Verdict.REJECT
        return decide(chances)

    def _foreign(self, tokens: Sequence[str]) -> bool:
        """Whether most words are none that the examples use."""
        unknown = sum(not self._repair.knows(token) for token in tokens)
        return unknown >= FOREIGN * len(tokens)


def _at_this_point(chances: Chances, text: str, asked: str | None, topic: Topic) -> Chances:
    """The chances, given what was asked, and that a short question is but a guess."""
    chances = _on_topic(chances) if asked else chances
    if len(text.split()) > GUESS or not ASKS_BACK.search(text.casefold()):
        return chances
    return {c: p * HYPOTHESIS if c in topic.causes else p for c, p in chances.items()}


MIDST = 0.25
"""What being in the middle of a question leaves of the odds that a message is about something
else: whoever is asked mostly answers."""


def _on_topic(chances: Chances) -> Chances:
    """The chances of a message that stands where an answer is expected."""
    left = {name: p * (MIDST if name == OUT_OF_SCOPE else 1.0) for name, p in chances.items()}
    total = sum(left.values())
    return {name: p / total for name, p in left.items()}


def _likeliest(chances: Chances) -> str:
    return max(chances, key=lambda name: chances[name])


def _without(chances: Chances, name: str) -> Chances:
    """The chances of the others, given that it is not this one."""
    left = {other: p for other, p in chances.items() if other != name}
    total = sum(left.values())
    return {other: p / total for other, p in left.items()} if total else chances


def _candidates(chances: Mapping[str, float], topic: Topic) -> tuple[Candidate, ...]:
    """Causes and requests, most probable first; what is neither is a verdict, no candidate."""
    order = sorted((c for c in chances if c not in NO_CANDIDATES), key=lambda c: (-chances[c], c))
    return tuple(
        Candidate(cause=c, probability=round(chances[c], 4), parent=_parent(c, topic))
        for c in order[:REPORTED]
    )


def _parent(name: str, topic: Topic) -> str | None:
    cause = topic.causes.get(CauseId(name))
    return cause.parent if cause else None
