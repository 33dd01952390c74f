"""Which facts are given as reasons for a cause, and how they read."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.evidence import MOST, evidence, sentence
from bot.domain.facts import ERROR_CAUSE, UNKNOWN, FactName, Source
from bot.domain.phrases import Phrases
from bot.domain.topic import Often
from tests.domain.small import (
    BROKEN,
    CUP,
    LAMP,
    NOON,
    PLUG,
    TOPIC,
    TRIPPED,
    UNPLUGGED,
    cause,
    fact,
    kind,
    state,
)

WORDS = {
    "evidence.words": "You wrote: {words}",
    "evidence.error_said": "You pasted: {quote}",
    "evidence.error_seen": "It last said: {quote}",
    "evidence.value": "{label}: {value}",
}
PHRASES = Phrases(WORDS, WORDS)
CORD = FactName("cord")
BOTH = cause(
    UNPLUGGED,
    shows={PLUG: {"out": Often.ALWAYS}, CORD: {"cut": Often.ALWAYS}},
    confirmed_by=[((CORD, "cut"),)],
)
CORDS = replace(TOPIC, facts={**TOPIC.facts, CORD: kind(CORD, "cut", "whole")})

LATER = NOON + timedelta(minutes=1)


def test_a_fact_reads_by_who_says_so() -> None:
    assert sentence(fact(PLUG, "out"), TOPIC, PHRASES) == "you said plug out"
    assert sentence(fact(PLUG, "out", Source.CHECKED), TOPIC, PHRASES) == "plug is out"
    assert sentence(fact(PLUG, "out", Source.TOLD), TOPIC, PHRASES) == "plug is out"


def test_what_a_look_saw_in_detail_comes_before_the_usual_sentence() -> None:
    seen = fact(PLUG, "out", Source.CHECKED, detail="It lies on the floor.")
    assert sentence(seen, TOPIC, PHRASES) == "It lies on the floor."


def test_free_text_reads_with_its_label() -> None:
    assert sentence(fact(CUP, "7"), TOPIC, PHRASES) == "The cup_number: 7"
    assert sentence(fact("colour", "blue"), TOPIC, PHRASES) == "colour: blue"


def test_an_error_reads_by_who_saw_it() -> None:
    pasted = fact(ERROR_CAUSE, TRIPPED, detail="E1")
    assert sentence(pasted, TOPIC, PHRASES) == "You pasted: E1"
    seen = replace(pasted, source=Source.CHECKED)
    assert sentence(seen, TOPIC, PHRASES) == "It last said: E1"


def test_what_speaks_for_a_cause_is_given_and_nothing_else() -> None:
    known = state(fact(PLUG, "out"), fact(LAMP, "off"), fact(CUP, "7"))
    told = evidence(TOPIC.causes[UNPLUGGED], known, TOPIC, PHRASES)
    assert [e.text for e in told] == ["you said plug out"]


def test_one_answer_is_one_reason() -> None:
    known = state(fact(PLUG, "out"), fact(CORD, "cut"))
    assert len(evidence(BOTH, known, CORDS, PHRASES)) == 1


def test_what_is_unknown_is_no_reason() -> None:
    known = state(fact(PLUG, UNKNOWN, Source.CHECKED))
    assert evidence(TOPIC.causes[UNPLUGGED], known, TOPIC, PHRASES) == ()


def test_what_was_seen_comes_before_what_was_said_and_what_confirms_comes_first() -> None:
    known = state(fact(PLUG, "out"), fact(CORD, "cut", at=LATER))
    assert [e.text for e in evidence(BOTH, known, CORDS, PHRASES)] == [
        "you said cord cut",
        "you said plug out",
    ]
    seen = state(fact(CORD, "cut"), fact(PLUG, "out", Source.CHECKED))
    assert [e.source for e in evidence(BOTH, seen, CORDS, PHRASES)] == ["checked", "said"]


def test_an_error_speaks_for_its_cause_and_for_the_family_above_alone() -> None:
    pasted = state(fact(ERROR_CAUSE, UNPLUGGED, detail="E1"))
    given = {c.id: evidence(c, pasted, TOPIC, PHRASES) for c in TOPIC.causes.values()}
    assert [name for name, told in given.items() if told] == [UNPLUGGED, TRIPPED]


def test_the_visitors_own_words_come_last_and_only_where_they_point_to_the_cause() -> None:
    said = replace(state(fact(PLUG, "out"), symptoms={UNPLUGGED: 1.0}), words="it is cold")
    told = evidence(TOPIC.causes[TRIPPED], replace(said, facts={}), TOPIC, PHRASES)
    assert [(e.text, e.source) for e in told] == [("You wrote: it is cold", "message")]
    assert evidence(TOPIC.causes[UNPLUGGED], said, TOPIC, PHRASES)[-1].source == "message"
    assert evidence(TOPIC.causes[BROKEN], said, TOPIC, PHRASES) == ()


def test_no_more_than_four_reasons_are_given() -> None:
    names = [FactName(f"wire{n}") for n in range(6)]
    wired = cause(UNPLUGGED, shows={name: {"cut": Often.ALWAYS} for name in names})
    kinds = {name: kind(name, "cut", "whole", "frayed") for name in names}
    topic = replace(TOPIC, facts=kinds)
    times = (NOON + timedelta(seconds=n) for n in range(len(names)))
    cut = (fact(name, "cut", at=at) for name, at in zip(names, times, strict=True))
    known = state(*cut, symptoms={UNPLUGGED: 1.0})
    told = evidence(wired, replace(known, words="it is cold"), topic, PHRASES)
    assert len(told) == MOST
    assert told[-1].source == "message"
