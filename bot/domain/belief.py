"""Belief: how probable each cause is, given the words, the facts and what was ruled out."""

from collections.abc import Mapping
from math import log2

from bot.domain.conversation import Conversation
from bot.domain.facts import ERROR_CAUSE, NOT, Fact, FactName, Facts, Source
from bot.domain.reading import Candidate
from bot.domain.showing import confirmed, showing
from bot.domain.topic import (
    CHANCE,
    SOMETHING_ELSE,
    Cause,
    CauseId,
    FactKind,
    Often,
    Topic,
)

Belief = Mapping[CauseId, float]

WORDS_COUNT = 0.85
"""How far the visitor's words count in the prior; the rest goes to how common a cause is."""

TRUST = {Source.CHECKED: 0.98, Source.TOLD: 0.98, Source.SAID: 0.93}
"""How often a fact from each source is right: people misread screens, looks seldom do."""

ERROR_FITS, ERROR_RELATED = 1.0, 0.05
"""How well an error text speaks for its own cause, and for another of the same family."""

ERROR_OTHER = {Source.SAID: 0.01, Source.TOLD: 0.01, Source.CHECKED: 0.02}
"""How well it speaks for any other cause; the last error that a look finds may be an old one."""


def belief(state: Conversation, topic: Topic) -> Belief:
    """The posterior of every cause, something else among them; sums to 1."""
    open_causes = [cause for cause in _causes(topic) if not _gone(cause, state)]
    words = prior(state.symptoms, topic)
    weights = {cause.id: words[cause.id] for cause in open_causes}
    explained = _explained(state, topic)
    for told in told_at_once(state.facts, topic):
        facts = [fact for fact in told if fact.name not in explained]
        for cause in open_causes:
            weights[cause.id] *= min((speaks_for(f, cause, topic) for f in facts), default=1.0)
    return normal(weights)


def told_at_once(facts: Facts, topic: Topic) -> list[list[Fact]]:
    """The facts, those together that one answer implies: who misreads a screen is wrong once."""
    groups: list[list[Fact]] = []
    left = dict(facts)
    for option in (o for q in topic.questions.values() for o in q.options if o.also):
        main = left.get(option.sets[0])
        if main is not None and main.source is Source.SAID and main.value == option.sets[1]:
            implied = [f for n, v in option.also if (f := left.get(n)) and f.value == v]
            groups.append([main, *(f for f in implied if f.at == main.at)])
            left = {n: f for n, f in left.items() if f not in groups[-1]}
    return [*groups, *([fact] for fact in left.values())]


def _explained(state: Conversation, topic: Topic) -> set[FactName]:
    """What shows a cause that was turned down; it is not made a sign of any other."""
    return {name for out in state.ruled_out for name in showing(topic.cause(out), state)}


def _gone(cause: Cause, state: Conversation) -> bool:
    """Whether a cause was ruled out, or fixed; one that shows on another document is back."""
    if cause.id in state.fixed:
        return not confirmed(cause, state)
    return cause.id in state.ruled_out


def _causes(topic: Topic) -> list[Cause]:
    return [*topic.causes.values(), SOMETHING_ELSE]


def speaks_for(fact: Fact, cause: Cause, topic: Topic) -> float:
    """How probable a fact is under a cause; 1 for a fact that says nothing about causes."""
    if not fact.known:
        return 1.0
    if fact.name == ERROR_CAUSE:
        return _error_speaks_for(fact, cause, topic)
    kind = topic.facts.get(fact.name)
    return 1.0 if kind is None or kind.free else trusted(fact, kind, cause)


def prior(symptoms: Mapping[str, float], topic: Topic) -> dict[CauseId, float]:
    """What the words and the base rates say before any fact; sums to 1.

    A class of the matcher may be a whole family: its weight is shared within it by base rate.
    Words that leave doubt, their weights not summing to 1, leave that share to the base rates.
    """
    base = normal({c.id: CHANCE[c.base_rate] for c in _causes(topic)})
    told = {name: w for name, w in symptoms.items() if CauseId(name) in topic.causes}
    total = max(1.0, sum(told.values()))
    doubt = 1 - sum(told.values()) / total
    words = {cause: doubt * share for cause, share in base.items()}
    for name, weight in told.items():
        heirs = [c.id for c in topic.causes.values() if name in (c.id, c.parent)]
        heirs = [h for h in heirs if h == name or h not in told]
        among = sum(base[h] for h in heirs)
        for heir in heirs:
            words[heir] += weight / total * base[heir] / among
    return {c: WORDS_COUNT * words[c] + (1 - WORDS_COUNT) * base[c] for c in base}


def trusted(fact: Fact, kind: FactKind, cause: Cause) -> float:
    """How probable this fact is under a cause, allowing for a source that errs."""
    trust, reads = TRUST[fact.source], read_off if fact.source is Source.SAID else chance
    return trust * reads(kind, cause, fact.value) + (1 - trust) / len(kind.values)


def read_off(kind: FactKind, cause: Cause, value: str) -> float:
    """The probability under `cause` that people see `value`, where screens may be behind.

    The sum over what may be true of its chance, times how often that shows as `value`.
    """
    if value.startswith(NOT):
        return 1 - sum(read_off(kind, cause, v) for v in value.removeprefix(NOT).split("|"))
    return sum(chance(kind, cause, true) * _shows(kind, true, value) for true in kind.values)


def _shows(kind: FactKind, true: str, value: str) -> float:
    otherwise = {v: CHANCE[word] for v, word in kind.values[true].read_as.items()}
    return 1 - sum(otherwise.values()) if value == true else otherwise.get(value, 0.0)


def chance(kind: FactKind, cause: Cause, value: str) -> float:
    """The probability of `value` under `cause`; the values of a fact sum to 1.

    What the author states in words comes first, what usually holds stands in for silence, and
    values that neither mentions share what is left. What is only known not to be leaves the others.
    """
    if value.startswith(NOT):
        return 1 - sum(chance(kind, cause, v) for v in value.removeprefix(NOT).split("|"))
    words = cause.evidence.get(kind.name) or kind.normally
    stated = {v: CHANCE[word] for v, word in words.items()}
    silent = [v for v in kind.values if v not in stated]
    floor = CHANCE[Often.NEVER]
    left = max(1 - sum(stated.values()), floor * len(silent))
    shares = {**stated, **{v: left / len(silent) for v in silent}}
    return shares.get(value, floor) / sum(shares.values())


def _error_speaks_for(fact: Fact, cause: Cause, topic: Topic) -> float:
    named = topic.causes.get(CauseId(fact.value))
    if named is None:
        return 1.0
    if cause.id == named.id:
        return ERROR_FITS
    return ERROR_RELATED if cause.family == named.family else ERROR_OTHER[fact.source]


def normal(weights: Mapping[CauseId, float]) -> dict[CauseId, float]:
    """The weights scaled to sum to 1."""
    total = sum(weights.values())
    return {c: w / total for c, w in weights.items()} if total else {}


def families(belief: Belief, topic: Topic) -> dict[CauseId, float]:
    """The belief summed over families: a finer cause counts for its parent."""
    sums: dict[CauseId, float] = {}
    for cause, p in belief.items():
        family = topic.cause(cause).family
        sums[family] = sums.get(family, 0.0) + p
    return sums


def uncertainty(belief: Belief) -> float:
    """Shannon's entropy in bits."""
    return -sum(p * log2(p) for p in belief.values() if p > 0)


def ranked(belief: Belief) -> list[tuple[CauseId, float]]:
    """The causes, most probable first; ties in the order of their names."""
    return sorted(belief.items(), key=lambda item: (-item[1], item[0]))


def likeliest(belief: Belief, topic: Topic) -> tuple[Candidate, ...]:
    """The likeliest families, each by its likeliest member, for reports; at most five."""
    best: dict[CauseId, CauseId] = {}
    for cause, _ in ranked(belief):
        if cause in topic.causes:
            best.setdefault(topic.causes[cause].family, cause)
    order = [(f, p) for f, p in ranked(families(belief, topic)) if f in best]
    return tuple(
        Candidate(
            cause=best[family], parent=topic.causes[best[family]].parent, probability=round(p, 4)
        )
        for family, p in order[:REPORTED]
    )


REPORTED = 5
"""How many candidates a decision reports."""
