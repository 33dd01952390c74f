"""What a question or a look is worth: the doubt about the cause that it is expected to remove."""

from collections.abc import Mapping, Sequence
from itertools import combinations

from bot.domain.belief import TRUST, Belief, chance, families, normal, ranked, uncertainty
from bot.domain.facts import FactName, Facts, Source
from bot.domain.topic import Cause, CauseId, Check, Condition, Option, Question, Topic

Outcomes = Sequence[Mapping[CauseId, float]]
"""For each possible answer, its probability under each cause; they sum to 1 per cause."""

ANSWERED = 0.9
"""How often a question gets an answer rather than "not sure"."""

PICKED_RIGHT = 0.8
"""How often people pick the right one among offered symptoms."""


def expected_gain(now: Belief, outcomes: Outcomes, topic: Topic) -> float:
    """Bits of doubt about the family of the cause that the answer is expected to remove."""
    left = 0.0
    for outcome in outcomes:
        weights = {cause: p * outcome[cause] for cause, p in now.items()}
        total = sum(weights.values())
        if total:
            left += total * uncertainty(families(normal(weights), topic))
    return max(0.0, uncertainty(families(now, topic)) - left)


def question_gain(now: Belief, question: Question, facts: Facts, topic: Topic) -> float:
    """The gain of asking, and of what an answer makes it possible to ask next."""
    outcomes = answers(now, question, facts, topic)
    opened = _opened(now, question, outcomes, facts, topic)
    return _alone(now, question, outcomes, topic) + NEXT * ANSWERED * opened


NEXT = 0.5
"""How much counts what only a second question brings: it has to be put and answered as well."""


def _alone(now: Belief, question: Question, outcomes: Outcomes, topic: Topic) -> float:
    """The gain of this one answer; one that is free text counts half of all doubt."""
    if not question.options or topic.facts[question.fact].free:
        return 0.5 * uncertainty(families(now, topic))
    return ANSWERED * expected_gain(now, outcomes, topic)


def _opened(
    now: Belief, question: Question, outcomes: Outcomes, facts: Facts, topic: Topic
) -> float:
    """The doubt that the best of the questions removes to which the answer opens the way."""
    gain = 0.0
    for option, outcome in zip(question.options, outcomes, strict=True):
        behind = _behind(option, topic)
        weights = {cause: p * outcome[cause] for cause, p in now.items()}
        if behind and (total := sum(weights.values())) > 0:
            then = normal(weights)
            later = [_alone(then, q, answers(then, q, facts, topic), topic) for q in behind]
            gain += total * max(later)
    return gain


def _behind(option: Option, topic: Topic) -> list[Question]:
    """The questions that may only be put after this answer."""
    name, value = option.sets
    return [
        q
        for q in topic.questions.values()
        if any(n == name and value in wanted.split("|") for n, wanted in q.needs)
    ]


def answers(now: Belief, question: Question, facts: Facts, topic: Topic) -> Outcomes:
    """How probable each option of a question is under each cause."""
    raw = [
        {
            c: _all_of((option.sets, *option.also), topic.cause(c), facts, topic, Source.SAID)
            for c in now
        }
        for option in question.options
    ]
    totals = {c: sum(row[c] for row in raw) or 1.0 for c in now}
    return [{c: row[c] / totals[c] for c in now} for row in raw]


def check_gain(now: Belief, check: Check, topic: Topic) -> float:
    """The largest gain among the facts that a look gives; free text counts as half of all doubt."""
    return max(_fact_gain(now, name, topic) for name in check.gives)


def symptom_gain(now: Belief, offered: Sequence[CauseId], topic: Topic) -> float:
    """The gain of showing these symptoms and asking which one it is, or none of them."""
    miss = (1 - PICKED_RIGHT) / len(offered)
    rows = [
        {c: _picks(option, topic.cause(c).family, offered, miss) for c in now}
        for option in (*offered, None)
    ]
    return expected_gain(now, rows, topic)


def separates(now: Belief, outcomes: Outcomes, topic: Topic) -> tuple[CauseId, ...]:
    """The two likely causes that the answers tell apart best; fewer when fewer are likely."""
    articles = [c for c, _ in ranked(now) if c in topic.causes and not topic.cause(c).parent]
    likely = articles[:LIKELY]

    def apart(pair: tuple[CauseId, CauseId]) -> float:
        one, other = pair
        far = sum(abs(row[one] - row[other]) for row in outcomes)
        return far * min(now[one], now[other])

    best = max(combinations(likely, 2), key=apart, default=None)
    return best or tuple(likely)


LIKELY = 6
"""Among how many of the most probable causes a question is explained."""


def _picks(
    option: CauseId | None, family: CauseId, offered: Sequence[CauseId], miss: float
) -> float:
    if family in offered:
        return PICKED_RIGHT if option == family else miss
    return PICKED_RIGHT if option is None else miss


def _fact_gain(now: Belief, name: FactName, topic: Topic) -> float:
    kind = topic.facts[name]
    if kind.free:
        return 0.5 * uncertainty(families(now, topic))
    rows = [{c: chance(kind, topic.cause(c), value) for c in now} for value in kind.values]
    return expected_gain(now, rows, topic)


def _all_of(
    conditions: Sequence[Condition], cause: Cause, facts: Facts, topic: Topic, source: Source
) -> float:
    product = 1.0
    for name, value in conditions:
        kind = topic.facts[name]
        if kind.free or (name in facts and facts[name].known):
            continue
        share = (1 - TRUST[source]) / len(kind.values)
        product *= TRUST[source] * chance(kind, cause, value) + share
    return product
