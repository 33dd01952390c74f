"""Evidence: the facts that speak for a cause, in words, strongest first."""

from datetime import datetime

from bot.domain.belief import chance
from bot.domain.conversation import Conversation
from bot.domain.facts import ERROR_CAUSE, ERROR_SHOWN, Fact, Source
from bot.domain.phrases import Phrases
from bot.domain.topic import Cause, Topic, all_hold
from bot.domain.turn import Evidence

MOST = 4
"""How many reasons a diagnosis gives."""

TELLING = 2.0
"""How much likelier than usual a fact must be under the cause to count as a reason."""

STRENGTH = {Source.CHECKED: 0, Source.TOLD: 1, Source.SAID: 2}


def evidence(
    cause: Cause, state: Conversation, topic: Topic, phrases: Phrases
) -> tuple[Evidence, ...]:
    """At most four reasons for `cause`: what confirms it, what was seen, what was said."""
    confirming = {
        condition[0]
        for together in cause.confirmed_by
        if all_hold(together, state.facts)
        for condition in together
    }
    telling = [
        fact
        for fact in state.facts.values()
        if fact.name in confirming or _speaks_for(fact, cause, topic)
    ]
    telling.sort(key=lambda f: (STRENGTH[f.source], f.name not in confirming))
    telling = _each_once(telling)
    reasons = tuple(
        Evidence(
            text=sentence(fact, topic, phrases),
            source=fact.source,
            at=fact.at,
            lang=sentence_lang(fact, topic, phrases),
        )
        for fact in telling
    )
    own_words = _own_words(cause, state, topic, phrases)
    return (*reasons[: MOST - len(own_words)], *own_words)


def _each_once(facts: list[Fact]) -> list[Fact]:
    """One reason for each thing that was said, and none that only says that there is an error."""
    explained = any(f.name == ERROR_CAUSE for f in facts)
    told: set[datetime] = set()
    kept: list[Fact] = []
    for fact in facts:
        if (explained and fact.name == ERROR_SHOWN) or (fact.at in told):
            continue
        if fact.source is Source.SAID:
            told.add(fact.at)
        kept.append(fact)
    return kept


def sentence(fact: Fact, topic: Topic, phrases: Phrases) -> str:
    """What a fact says: its detail, or how its value reads by who says so."""
    if fact.name == ERROR_CAUSE and fact.detail:
        key = "evidence.error_said" if fact.source is Source.SAID else "evidence.error_seen"
        return phrases.say(key, quote=fact.detail)
    if fact.detail:
        return fact.detail
    kind = topic.facts.get(fact.name)
    value = kind.values.get(fact.value) if kind else None
    if value is not None:
        return value.said if fact.source is Source.SAID else value.seen
    label = kind.label if kind else fact.name
    return phrases.say("evidence.value", label=label, value=fact.value)


def sentence_lang(fact: Fact, topic: Topic, phrases: Phrases) -> str | None:
    """The language of that sentence, where it is the topic's own and not a phrase."""
    kind = topic.facts.get(fact.name)
    authored = fact.detail or (kind is not None and fact.value in kind.values)
    return phrases.topics if authored and fact.name != ERROR_CAUSE else None


def _speaks_for(fact: Fact, cause: Cause, topic: Topic) -> bool:
    if not fact.known or fact.denies:
        return False
    if fact.name == ERROR_CAUSE:
        return fact.value in (cause.id, cause.parent)
    kind = topic.facts.get(fact.name)
    if kind is None or kind.free:
        return False
    others = [c for c in topic.causes.values() if c.family != cause.family]
    usual = sum(chance(kind, c, fact.value) for c in others) / len(others)
    return chance(kind, cause, fact.value) >= TELLING * usual


def _own_words(
    cause: Cause, state: Conversation, topic: Topic, phrases: Phrases
) -> tuple[Evidence, ...]:
    """The visitor's own description, where it points to this family above all others."""
    best = max(state.symptoms, key=lambda name: state.symptoms[name], default=None)
    if not state.words or best not in (cause.id, cause.family):
        return ()
    return (Evidence(text=phrases.say("evidence.words", words=state.words), source="message"),)
