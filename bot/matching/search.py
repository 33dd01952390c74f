"""Searches the help centre: which causes and requests the words of a query point to."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log

from rapidfuzz import fuzz, process

from bot.domain.topic import Cause, Knowledge, Topic
from bot.matching.normalise import WORD, tidy, words

LONGEST = 200
"""Up to how many characters of a query are read."""

MOST = 8
"""How many results a page shows."""

ALIKE = 84
"""From which likeness (0 to 100) two words count as one that is misspelt."""

SHORTEST_START = 3
"""From how many letters on the beginning of a word stands for it."""

MISSPELT, BEGUN = 0.7, 0.85
"""What a word is worth that is only like the one wanted, or only begins with it."""

ENOUGH = 0.5
"""The share of a query, rare words counting more, that a result must have."""

OFTEN = 3
"""In how many example messages of a cause a word must be to say something about it."""

TITLE, SYMPTOM, TEXT, EXAMPLES = 4.0, 3.0, 2.0, 1.0
"""What a word is worth by where it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One result: a cause or a request of a topic, by its id."""

    topic: Topic
    id: str
    title: str
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class _Entry:
    topic: Topic
    id: str
    title: str
    text: str
    worth: Mapping[str, float]  # word → what it is worth here


class Search:
    """Searches one knowledge; safe to share between threads."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._entries = list(_entries(knowledge))
        count = len(self._entries)
        every = {word for entry in self._entries for word in entry.worth}
        self._rarity = {
            word: log(1 + count / sum(word in entry.worth for entry in self._entries))
            for word in every
        }
        self._strange = log(1 + count)

    def __call__(self, query: str) -> list[Found]:
        """The results, best first; none where too little of the query is known."""
        wanted = [self._known(word) for word in dict.fromkeys(words(query[:LONGEST]))]
        scored = ((self._score(wanted, entry), entry) for entry in self._entries)
        found = [
            Found(topic=e.topic, id=e.id, title=e.title, text=e.text, score=score)
            for score, e in scored
            if score > 0
        ]
        return sorted(found, key=lambda each: -each.score)[:MOST]

    def _known(self, word: str) -> Mapping[str, float]:
        """The words of the knowledge that `word` may stand for, and how surely."""
        if word in self._rarity:
            return {word: 1.0}
        begun = {w: BEGUN for w in self._rarity if _begins(w, word)}
        if begun:
            return begun
        near = process.extract(word, self._rarity.keys(), scorer=fuzz.ratio, score_cutoff=ALIKE)
        return {w: MISSPELT for w, _, _ in near}

    def _score(self, wanted: Sequence[Mapping[str, float]], entry: _Entry) -> float:
        """What the query is worth here; 0 where less than half of it is."""
        total = covered = score = 0.0
        for meanings in wanted:
            total += max((self._rarity[w] for w in meanings), default=self._strange)
            here = [(sure * self._rarity[w], w) for w, sure in meanings.items() if w in entry.worth]
            if here:
                rarity, word = max(here)
                covered += rarity
                score += rarity * entry.worth[word]
        return score if total and covered >= ENOUGH * total else 0.0


def marked(text: str, query: str) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether the query names it."""
    wanted = set(words(query[:LONGEST]))
    pieces: list[tuple[str, bool]] = []
    end = 0
    for match in WORD.finditer(text):
        pieces.append((text[end : match.start()], False))
        pieces.append((match.group(), any(_same(match.group(), word) for word in wanted)))
        end = match.end()
    return [piece for piece in (*pieces, (text[end:], False)) if piece[0]]


def _same(written: str, wanted: str) -> bool:
    word = tidy(written).casefold().replace("'", "")
    return word == wanted or _begins(word, wanted) or fuzz.ratio(word, wanted) >= ALIKE


def _begins(word: str, start: str) -> bool:
    return len(start) >= SHORTEST_START and word.startswith(start)


def _entries(knowledge: Knowledge) -> Iterator[_Entry]:
    for topic in knowledge.topics.values():
        for cause in topic.causes.values():
            texts = (cause.meaning, *cause.remedy.steps, *_errors(cause, knowledge))
            worth = _worth(cause.title, cause.symptom, texts, _common(cause.id, knowledge))
            yield _Entry(topic, cause.id, cause.title, cause.meaning, worth)
        for request in topic.requests.values():
            text = " ".join(request.answer)
            texts = (text, *request.steps)
            worth = _worth(request.title, "", texts, _common(request.id, knowledge))
            yield _Entry(topic, request.id, request.title, text, worth)


def _worth(title: str, symptom: str, texts: Iterable[str], examples: str) -> Mapping[str, float]:
    """What each word is worth: the best of the places where it stands."""
    worth = dict.fromkeys(words(examples), EXAMPLES)
    worth |= dict.fromkeys(words(" ".join(texts)), TEXT)
    worth |= dict.fromkeys(words(symptom), SYMPTOM)
    return worth | dict.fromkeys(words(title), TITLE)


def _errors(cause: Cause, knowledge: Knowledge) -> list[str]:
    return [error.text for error in knowledge.errors if error.cause == cause.id]


def _common(name: str, knowledge: Knowledge) -> str:
    """The words that several of its example messages share."""
    examples = (m for messages in knowledge.symptoms.get(name, ()) for m in messages)
    counts = Counter(word for message in examples for word in set(words(message)))
    return " ".join(word for word, count in counts.items() if count >= OFTEN)
