"""How words and facts move the probabilities of causes."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.belief import (
    belief,
    chance,
    families,
    normal,
    prior,
    ranked,
    read_off,
    told_at_once,
    trusted,
    uncertainty,
)
from bot.domain.facts import ERROR_CAUSE, UNKNOWN, Fact, FactName, Source
from bot.domain.topic import SOMETHING_ELSE, Cause, CauseId, Often, Option, Topic, Value
from tests.domain.small import (
    BROKEN,
    CUP,
    LAMP,
    MINUTE,
    NOON,
    PLUG,
    TOPIC,
    TRIPPED,
    UNPLUGGED,
    fact,
    kind,
    state,
)


def test_belief_sums_to_one_and_leaves_room_for_something_else() -> None:
    now = belief(state(fact(PLUG, "out")), TOPIC)
    assert sum(now.values()) == pytest.approx(1)
    assert now[SOMETHING_ELSE.id] > 0


def test_a_fact_moves_belief_to_the_cause_that_shows_it() -> None:
    assert ranked(belief(state(fact(LAMP, "off")), TOPIC))[0][0] == BROKEN
    assert ranked(belief(state(fact(PLUG, "out")), TOPIC))[0][0] == UNPLUGGED


@pytest.mark.parametrize("silent", [fact(PLUG, UNKNOWN), fact(CUP, "7"), fact("colour", "blue")])
def test_what_says_nothing_about_causes_moves_nothing(silent: Fact) -> None:
    assert belief(state(silent), TOPIC) == belief(state(), TOPIC)


def test_a_look_counts_for_more_than_a_word() -> None:
    said = belief(state(fact(PLUG, "out", Source.SAID)), TOPIC)
    seen = belief(state(fact(PLUG, "out", Source.CHECKED)), TOPIC)
    assert seen[UNPLUGGED] > said[UNPLUGGED]


def test_what_one_answer_implies_counts_once() -> None:
    """Who misreads a screen is wrong once, however much follows from what they read."""
    plugged = Option(sets=(PLUG, "in"), label="In", also=((LAMP, "on"),))
    question = replace(TOPIC.questions[PLUG], options=(plugged,))
    implying = replace(TOPIC, questions={PLUG: question})
    told = state(fact(PLUG, "in"), fact(LAMP, "on"))
    seen = state(fact(PLUG, "in"), fact(LAMP, "on", at=NOON + MINUTE))
    assert told_at_once(told.facts, implying) == [[*told.facts.values()]]
    assert told_at_once(seen.facts, implying) == [[one] for one in seen.facts.values()]
    once, twice = belief(told, implying), belief(seen, implying)
    assert once[UNPLUGGED] > twice[UNPLUGGED]


def test_no_single_answer_makes_a_cause_impossible() -> None:
    assert belief(state(fact(PLUG, "in")), TOPIC)[UNPLUGGED] > 0.001


def test_words_about_a_family_are_shared_with_its_finer_causes() -> None:
    told = prior({UNPLUGGED: 1.0}, TOPIC)
    untold = prior({}, TOPIC)
    assert told[UNPLUGGED] / told[TRIPPED] == pytest.approx(untold[UNPLUGGED] / untold[TRIPPED])
    assert told[UNPLUGGED] + told[TRIPPED] > 0.85


def test_words_about_a_finer_cause_stay_with_it() -> None:
    told = prior({UNPLUGGED: 0.5, TRIPPED: 0.5}, TOPIC)
    assert told[UNPLUGGED] > told[TRIPPED] > 0.4


def test_vague_words_count_for_less() -> None:
    sure, vague = prior({BROKEN: 1.0}, TOPIC), prior({BROKEN: 0.2}, TOPIC)
    assert sure[BROKEN] > vague[BROKEN] > prior({}, TOPIC)[BROKEN]
    assert sum(vague.values()) == pytest.approx(1)


def test_words_alone_never_silence_what_is_common() -> None:
    assert prior({UNPLUGGED: 1.0}, TOPIC)[BROKEN] > 0.01


def test_words_about_nothing_that_is_a_cause_leave_the_base_rates() -> None:
    assert prior({"human": 1.0}, TOPIC) == prior({}, TOPIC)


def test_what_shows_a_cause_that_was_turned_down_speaks_for_no_other() -> None:
    seen = state(fact(PLUG, "out", Source.CHECKED))
    turned_down = frozenset({UNPLUGGED})
    unseen = belief(replace(state(), ruled_out=turned_down), TOPIC)
    assert belief(replace(seen, ruled_out=turned_down), TOPIC) == unseen


def test_what_was_ruled_out_or_fixed_is_gone() -> None:
    left = belief(replace(state(), ruled_out=frozenset({BROKEN}), fixed=(UNPLUGGED,)), TOPIC)
    assert set(left) == {TRIPPED, SOMETHING_ELSE.id}
    assert sum(left.values()) == pytest.approx(1)


@pytest.mark.parametrize("cause", [*TOPIC.causes.values(), SOMETHING_ELSE])
@pytest.mark.parametrize("name", [PLUG, LAMP])
def test_the_chances_of_a_fact_sum_to_one_under_every_cause(name: FactName, cause: Cause) -> None:
    values = TOPIC.facts[name].values
    assert sum(chance(TOPIC.facts[name], cause, v) for v in values) == pytest.approx(1)
    noisy = [trusted(fact(name, v), TOPIC.facts[name], cause) for v in values]
    assert sum(noisy) == pytest.approx(1)


def test_a_screen_that_may_be_behind_speaks_less_against_what_it_hides() -> None:
    burnt = replace(TOPIC.causes[BROKEN], evidence={LAMP: {"off": Often.ALWAYS}})
    behind = Value(seen="it is off", said="you said off", read_as={"on": Often.SOMETIMES})
    plain = TOPIC.facts[LAMP]
    late = replace(plain, values={**plain.values, "off": behind})
    said, checked = fact(LAMP, "on"), fact(LAMP, "on", Source.CHECKED)
    assert trusted(said, late, burnt) > 4 * trusted(said, plain, burnt)
    assert trusted(checked, late, burnt) == trusted(checked, plain, burnt)
    values = [trusted(fact(LAMP, v), late, burnt) for v in ("on", "off")]
    assert sum(values) == pytest.approx(1)
    assert read_off(late, burnt, "not on") == pytest.approx(read_off(late, burnt, "off"))


def test_what_a_fact_is_known_not_to_be_leaves_the_other_values() -> None:
    lights = kind(LAMP, "red", "green", "blue", normally={"red": Often.USUALLY})
    assert chance(lights, SOMETHING_ELSE, "not red") == pytest.approx(0.25)
    assert chance(lights, SOMETHING_ELSE, "not green|blue") == pytest.approx(0.75)


def test_values_that_nobody_mentions_share_what_is_left() -> None:
    lights = kind(LAMP, "red", "green", "blue", normally={"red": Often.USUALLY})
    shares = [chance(lights, SOMETHING_ELSE, value) for value in lights.values]
    assert shares == pytest.approx([0.75, 0.125, 0.125])


def test_an_error_text_speaks_for_its_cause_then_its_family_then_nothing_else() -> None:
    now, before = belief(state(fact(ERROR_CAUSE, TRIPPED)), TOPIC), belief(state(), TOPIC)
    raised = {cause: now[cause] / before[cause] for cause in now}
    assert raised[TRIPPED] > raised[UNPLUGGED] > raised[BROKEN]


@pytest.mark.parametrize("value", ["none", "other", "a_cause_of_another_topic"])
def test_an_error_that_names_no_cause_here_moves_nothing(value: str) -> None:
    assert belief(state(fact(ERROR_CAUSE, value)), TOPIC) == belief(state(), TOPIC)


def test_a_family_counts_its_finer_causes() -> None:
    now = belief(state(), TOPIC)
    assert families(now, TOPIC)[UNPLUGGED] == pytest.approx(now[UNPLUGGED] + now[TRIPPED])


def test_uncertainty_is_in_bits() -> None:
    even = {CauseId(str(n)): 0.25 for n in range(4)}
    assert uncertainty(even) == pytest.approx(2)
    assert uncertainty({UNPLUGGED: 1.0}) == 0


def test_ties_are_ranked_by_name() -> None:
    assert [c for c, _ in ranked({UNPLUGGED: 0.5, BROKEN: 0.5})] == [BROKEN, UNPLUGGED]


def test_nothing_scaled_is_nothing() -> None:
    assert normal({}) == {}


@given(st.dictionaries(st.sampled_from([UNPLUGGED, BROKEN, TRIPPED]), st.floats(0.001, 1)))
def test_any_words_give_a_prior_that_sums_to_one(symptoms: dict[str, float]) -> None:
    assert sum(prior(symptoms, TOPIC).values()) == pytest.approx(1)


def test_the_real_topic_has_chances_that_sum_to_one(topic: Topic) -> None:
    for known in topic.facts.values():
        for cause in topic.causes.values():
            if not known.free:
                total = sum(chance(known, cause, value) for value in known.values)
                assert total == pytest.approx(1), (known.name, cause.id)
