"""What a message may mean as a whole, and where parts of it say more than the whole does."""

from collections.abc import Mapping, Sequence

from bot.domain.reading import Verdict
from bot.domain.topic import Topic
from bot.matching.model import Model
from bot.matching.normalise import words
from bot.matching.problems import parts, sentences
from bot.matching.repair import Repair
from bot.matching.verdict import NO_CANDIDATES, UNCLEAR, decide

EACH_SURE = 0.6
"""From which probability on a part of a message tells of a problem of its own."""

POINT = 0.8
"""From which probability on a sentence is about the topic, whatever is told around it."""

Chances = dict[str, float]


def meaning(
    text: str, tokens: Sequence[str], topic: Topic, *, model: Model, repair: Repair
) -> Chances:
    """The probability of each class; `tokens` are the mended words of `text`.

    Where two parts tell of two problems, both are kept. Where the whole is about something else,
    sentences that surely are not outweigh it.
    """
    whole = model.probabilities(tokens)
    each = [model.probabilities(repair(words(part))) for part in parts(text)]
    sure = [p for p in each if max(p[c] for c in p if c not in NO_CANDIDATES) >= EACH_SURE]
    if len({_top(p) for p in sure}) > 1:
        return _mean(sure)
    if decide(whole) is not Verdict.REJECT:
        return whole
    told = [repair(said) for said in map(words, sentences(text)) if _names(topic, said)]
    point = [p for p in map(model.probabilities, told) if _of_the_topic(p, topic) >= POINT]
    return _mean(point) if point else whole


def _names(topic: Topic, said: Sequence[str]) -> bool:
    """Whether a word is one of the topic's name; what has none may be a problem with anything."""
    return not set(said).isdisjoint(words(topic.id))


def _of_the_topic(chances: Mapping[str, float], topic: Topic) -> float:
    """How likely something tells of a problem of the topic, even if it is unclear of which."""
    return sum(p for name, p in chances.items() if name == UNCLEAR or name in topic.causes)


def _mean(each: Sequence[Chances]) -> Chances:
    return {name: sum(p[name] for p in each) / len(each) for name in each[0]}


def _top(chances: Mapping[str, float]) -> str:
    return max((c for c in chances if c not in NO_CANDIDATES), key=chances.__getitem__)
