"""Learns what answers to each question mean, from the examples and the ways of its options."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, lru_cache, partial
from hashlib import sha256

import numpy as np

from bot.domain.asking import SYMPTOM
from bot.domain.choosing import HUMAN
from bot.domain.facts import ANY, ERROR_CAUSE, FactName
from bot.domain.topic import Knowledge, Topic, TopicId
from bot.matching.answer_words import AnswerWords
from bot.matching.error_patterns import VARIABLE
from bot.matching.examples import Examples
from bot.matching.model import Model
from bot.matching.normalise import FEW

Meanings = Mapping[str, Sequence[str]]
Labelled = list[tuple[str, str]]

TOLD = "told"
"""What a message means that tells of a symptom, where a did-you-mean was asked."""


class AnswerModels:
    """A model for each question of each topic that has examples."""

    def __init__(self, knowledge: Knowledge, models: Mapping[str, Model]) -> None:
        self._models = models
        self._known = {
            key(topic, question): _meant(_own(question, topic, knowledge))
            for topic in knowledge.topics.values()
            for question in topic.answers
        }
        self._words = {topic.id: words_of(topic, knowledge) for topic in knowledge.topics.values()}
        # An answer is read whole, in parts and for wishes, and mostly these are the same words.
        self._chances = lru_cache(maxsize=FEW)(self._probabilities)

    def known(self, text: str, topic: Topic, question: str) -> str | None:
        """The meaning of an example of that question in these very words."""
        name = key(topic, question)
        return self._known[name].get(_plain(text)) if name in self._models else None

    def meanings(self, text: str, topic: Topic, question: str) -> Mapping[str, float]:
        """The probability of each meaning; none where the question has no examples."""
        name = key(topic, question)
        return self._chances(text, topic.id, name) if name in self._models else {}

    def _probabilities(self, text: str, topic: TopicId, name: str) -> Mapping[str, float]:
        return self._models[name].probabilities(self._words[topic](text))

    def likely(self, text: str, topic: Topic, fact: str, value: str) -> float:
        """How likely a text means this value of a fact; 1 where no example is of it."""
        meaning = f"{fact}={value}"
        # Another question may have the option: what shows of the connection says “switched off”.
        for question in (fact, *topic.answers):
            model = self._models.get(key(topic, question))
            if model is not None and meaning in model.classes:
                return self.meanings(text, topic, question)[meaning]
        return 1.0


def learn_answers(knowledge: Knowledge) -> Iterator[tuple[str, str, Callable[[], Examples]]]:
    """For each model its name, all that it depends on, and how to get its examples."""
    for topic in knowledge.topics.values():
        words = cache(partial(words_of, topic, knowledge))
        own = {q: _own(q, topic, knowledge) for q in topic.answers if q != ANY}
        every = repr([text for each in own.values() for text, _ in each])
        texts = sha256(every.encode()).hexdigest()
        for question, labelled in own.items():
            examples = partial(_examples, question, topic, knowledge, words)
            yield key(topic, question), f"{labelled}{texts}", examples


def key(topic: Topic, question: str) -> str:
    """The name of a model."""
    return f"{topic.id}-{question}"


def words_of(topic: Topic, knowledge: Knowledge) -> AnswerWords:
    """Reads answers with the words of all examples of a topic."""
    questions = [question for question in topic.answers if question != ANY]
    every = [text for q in questions for text, _ in _own(q, topic, knowledge)]
    return AnswerWords(dict.fromkeys(every))


def _own(question: str, topic: Topic, knowledge: Knowledge) -> Labelled:
    """The examples of a question, its ways, and what fits any; each text once."""
    found = _labelled(topic.answers.get(question, {}))
    asked = topic.questions.get(FactName(question))
    for option in asked.options if asked else ():
        found += [(way, option.id) for way in (option.label, *option.says)]
    if question == ERROR_CAUSE:
        texts = ((VARIABLE.sub(" ", e.text), e.cause) for e in knowledge.errors)
        found += [(text, f"{ERROR_CAUSE}={cause}") for text, cause in texts if cause]
    if question == SYMPTOM:
        found += [(text, TOLD) for cause in topic.causes for text in _told(cause, knowledge)]
    return _once([*found, *_labelled(topic.answers.get(ANY, {})), *_wishes(knowledge)])


def _wishes(knowledge: Knowledge) -> Labelled:
    """Wishes for a person, which are no answer, but nothing to ask again after either."""
    return [(text, HUMAN) for text in knowledge.asides.get(HUMAN, ())]


def _told(name: str, knowledge: Knowledge) -> list[str]:
    """A message of each situation of a class."""
    return [situation[0] for situation in knowledge.symptoms.get(name, ())]


def _labelled(meanings: Meanings) -> Labelled:
    return [(text, meaning) for meaning, texts in meanings.items() for text in texts]


def _once(labelled: Labelled) -> Labelled:
    """Each text with what it means first."""
    first: dict[str, tuple[str, str]] = {}
    for text, meaning in labelled:
        first.setdefault(_plain(text), (text, meaning))
    return list(first.values())


def _meant(labelled: Labelled) -> dict[str, str]:
    return {_plain(text): meaning for text, meaning in labelled}


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _examples(
    question: str, topic: Topic, knowledge: Knowledge, known: Callable[[], AnswerWords]
) -> Examples:
    """What the model of a question learns from; each answer is a situation of its own."""
    labelled, words = _own(question, topic, knowledge), known()
    classes = tuple(sorted({meaning for _, meaning in labelled}))
    return Examples(
        tuple(words(text) for text, _ in labelled),
        classes,
        np.asarray([classes.index(meaning) for _, meaning in labelled]),
        np.arange(len(labelled)),
    )
