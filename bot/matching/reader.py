"""Reads messages: errors, entities, answers, and what they mean, with a three-way verdict."""

import re
from collections.abc import Sequence

from bot.domain.reading import Candidate, ErrorSeen, Reading, Verdict
from bot.domain.topic import CauseId, Knowledge, Topic
from bot.domain.turn import Choice
from bot.matching.answers import denials, pick
from bot.matching.asides import aside_of
from bot.matching.entities import entities, number_in
from bot.matching.error_texts import ErrorFinder
from bot.matching.model import Model
from bot.matching.normalise import tidy, words
from bot.matching.repair import Repair
from bot.matching.volunteered import corrected, volunteered

OUT_OF_SCOPE, UNCLEAR = "out_of_scope", "unclear"
"""The classes that are neither cause nor request: about something else, or too vague to tell."""

ERROR_MESSAGE, HUMAN = "error_message", "human"

NO_CANDIDATES = frozenset({OUT_OF_SCOPE, UNCLEAR})

WRONG_CAUSE, NEEDLESS_QUESTION, SENT_AWAY, BOTHERED = 6.0, 1.0, 3.0, 2.0
"""What the mistakes cost, relative to one needless question.

A wrong cause named; a question that was not needed; a real problem sent away; a question put
to somebody whose message is about something else. The thresholds below follow from these.
"""

ANSWER_FROM = 1 - NEEDLESS_QUESTION / WRONG_CAUSE
REJECT_FROM = (SENT_AWAY - NEEDLESS_QUESTION) / (SENT_AWAY - NEEDLESS_QUESTION + BOTHERED)

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
"""The share of a message that an error text must fill to be all there is to it."""

REPORTED = 5
"""How many candidates a reading carries."""

ERROR_BOOST = 8.0
"""How much an error text inside a story multiplies the odds of the family it names."""


class MessageReader:
    """Reads with one model; safe to share between threads."""

    def __init__(self, knowledge: Knowledge, model: Model) -> None:
        self._asides = knowledge.asides
        self._model = model
        self._repair = Repair(
            [words(m) for s in knowledge.symptoms.values() for ms in s for m in ms]
        )
        self._errors = ErrorFinder(knowledge.errors)

    def errors(self, text: str) -> tuple[ErrorSeen, ...]:
        """The error texts that `text` holds."""
        return self._errors.find(text)

    def read(self, text: str, *, topic: Topic, offered: Sequence[Choice] = ()) -> Reading:
        """What the message may mean, given the choices that were on offer."""
        errors = self._errors.find(text)
        chances = self._chances(text, errors, topic)
        if _only_unknown(errors) and max(chances.values()) >= ANSWER_FROM:
            errors = ()
        choice = None if errors else pick(text, offered, topic, self._asides)
        aside = aside_of(text, self._asides)
        if aside == HUMAN and DENIES.search(text.casefold()):
            aside = None
        if aside == HUMAN:
            chances = {HUMAN: 1.0}
        if len(text.split()) <= GUESS and ASKS_BACK.search(text.casefold()):
            chances = {name: p * HYPOTHESIS for name, p in chances.items()}
        return Reading(
            verdict=self._verdict(text, chances, errors),
            candidates=_candidates(chances, topic),
            entities=entities(text),
            errors=errors,
            choice=choice,
            aside=aside,
            facts=() if errors else volunteered(text, topic, offered),
            denied=() if choice or errors else denials(text, offered, topic),
            hints=() if errors else corrected(text, topic, offered),
            number=number_in(text),
            foreign=self._foreign(text),
        )

    def _chances(self, text: str, errors: Sequence[ErrorSeen], topic: Topic) -> dict[str, float]:
        """The probability of each class, out of scope among them."""
        chances = self._model.probabilities(self._repair(words(text)))
        if DENIES.search(text.casefold()):
            rest = 1 - chances.pop(HUMAN, 0.0)
            chances = {name: p / rest for name, p in chances.items()} if rest else chances
        named = [e.cause for e in errors if e.cause and CauseId(e.cause) in topic.causes]
        if errors and not _only_unknown(errors) and _fills(text, errors):
            return _all_error(named, topic)
        for cause in named:
            chances = _boosted(chances, cause, topic)
        return chances

    def _verdict(
        self, text: str, chances: dict[str, float], errors: Sequence[ErrorSeen]
    ) -> Verdict:
        if errors and chances.get(ERROR_MESSAGE):
            return Verdict.ANSWER
        if self._foreign(text):
            return Verdict.REJECT
        if chances.get(OUT_OF_SCOPE, 0.0) > REJECT_FROM:
            return Verdict.REJECT
        best = max((p for c, p in chances.items() if c not in NO_CANDIDATES), default=0.0)
        return Verdict.ANSWER if best >= ANSWER_FROM else Verdict.CLARIFY

    def _foreign(self, text: str) -> bool:
        """Whether most words are none that the examples use."""
        known = [self._repair.knows(w) for w in self._repair(words(text))]
        return not known or known.count(False) > FOREIGN * len(known)


def _only_unknown(errors: Sequence[ErrorSeen]) -> bool:
    """Whether all there is looks like an error that the catalogue lacks."""
    return bool(errors) and all(error.text is None for error in errors)


def _fills(text: str, errors: Sequence[ErrorSeen]) -> bool:
    return sum(len(e.quote) for e in errors) >= MOSTLY * len(tidy(text))


def _all_error(named: Sequence[str], topic: Topic) -> dict[str, float]:
    """A bare error text asks what it means; its cause comes next."""
    return {ERROR_MESSAGE: 0.55, **{cause: 0.45 / len(named) for cause in named}}


def _boosted(chances: dict[str, float], cause: str, topic: Topic) -> dict[str, float]:
    """The chances with the family that an error text names made likelier, the cause itself most."""
    family = topic.causes[CauseId(cause)].family
    carrier = cause if cause in chances else family
    raised = dict(chances)
    raised[carrier] = max(raised.get(carrier, 0.0), 0.05) * ERROR_BOOST
    if carrier != cause:
        raised[cause] = raised.pop(carrier)
    total = sum(raised.values())
    return {name: p / total for name, p in raised.items()}


def _candidates(chances: dict[str, float], topic: Topic) -> tuple[Candidate, ...]:
    """Causes and requests, most probable first; what is neither is a verdict, no candidate."""
    order = sorted((c for c in chances if c not in NO_CANDIDATES), key=lambda c: (-chances[c], c))
    return tuple(
        Candidate(cause=c, probability=round(chances[c], 4), parent=_parent(c, topic))
        for c in order[:REPORTED]
    )


def _parent(name: str, topic: Topic) -> str | None:
    cause = topic.causes.get(CauseId(name))
    return cause.parent if cause else None
