"""What messages and choices mean at each point of a conversation."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.domain.asking import SYMPTOM
from bot.domain.choosing import CHOICES, hear_choice
from bot.domain.conversation import Consent, Conversation, Pending
from bot.domain.errors import StaleConversation, UnknownChoice
from bot.domain.events import Heard, Meaning
from bot.domain.facts import ERROR_CAUSE, UNKNOWN, Fact, FactName, Source
from bot.domain.hearing import error_fact, hear_words
from bot.domain.reading import Candidate, Entities, ErrorSeen, Reading, Verdict
from bot.domain.topic import CauseId, Topic
from bot.domain.turn import DecisionKind
from tests.domain.small import NOON

ANSWER, CLARIFY, REJECT = Verdict.ANSWER, Verdict.CLARIFY, Verdict.REJECT
NUMBER = FactName("invoice_number")


def asking(topic: Topic, fact: str, *choices: str) -> Conversation:
    """A conversation whose last turn asked for `fact`."""
    kind = DecisionKind.DID_YOU_MEAN if fact == SYMPTOM else DecisionKind.ASK
    pending = Pending(kind=kind, fact=FactName(fact), choices=choices)
    return Conversation(topic=topic.id, pending=pending)


def heard(topic: Topic, state: Conversation, text: str = "words", **said: object) -> Heard:
    """What a reading means."""
    reading = Reading(**{"verdict": CLARIFY, **said})  # type: ignore[arg-type]  # by name
    return hear_words(text, reading, state, topic, now=NOON)


def candidates(*pairs: tuple[str, float]) -> tuple[Candidate, ...]:
    """Candidates with their probabilities."""
    return tuple(Candidate(cause=name, probability=p) for name, p in pairs)


def values(found: Heard) -> dict[str, str]:
    """The facts as name → value."""
    return {fact.name: fact.value for fact in found.facts}


@pytest.fixture
def new(topic: Topic) -> Conversation:
    """Nothing was said yet."""
    return Conversation(topic=topic.id)


@pytest.mark.parametrize("choice", [c for c in CHOICES if c != "human"])
def test_a_button_of_an_older_turn_is_stale(choice: str, topic: Topic, new: Conversation) -> None:
    with pytest.raises(StaleConversation):
        hear_choice(choice, new, topic, now=NOON)


@pytest.mark.parametrize(("choice", "meaning"), CHOICES.items())
def test_a_button_on_offer_means_what_it_says(choice: str, meaning: Meaning, topic: Topic) -> None:
    state = asking(topic, "auto_sync", choice)
    assert hear_choice(choice, state, topic, now=NOON).meaning is meaning


def test_a_failure_is_looked_into_only_while_a_look_shows_the_cause(topic: Topic) -> None:
    red = Fact(name=FactName("auto_sync"), value="off", source=Source.CHECKED, at=NOON)
    state = replace(
        asking(topic, "auto_sync", "remedy.no"),
        identified=True,
        diagnosis=CauseId("auto_sync_disabled"),
        facts={red.name: red},
    )
    unseen = replace(state, facts={red.name: replace(red, source=Source.SAID)})
    refused = replace(state, consent=Consent.NO)
    meanings = [
        hear_choice("remedy.failed", one, topic, now=NOON).meaning
        for one in (state, unseen, refused)
    ]
    assert meanings == [Meaning.STILL, Meaning.FAILED, Meaning.FAILED]


def test_a_person_can_be_asked_for_at_any_time(topic: Topic, new: Conversation) -> None:
    assert hear_choice("human", new, topic, now=NOON).meaning is Meaning.HUMAN


def test_an_answer_can_be_given_at_any_time_and_brings_what_follows_from_it(
    topic: Topic, new: Conversation
) -> None:
    found = hear_choice("connection_status=connected", new, topic, now=NOON)
    assert found.meaning is Meaning.ANSWER
    assert values(found) == {
        "connection_status": "connected",
        "integration": "on",
        "hearlink_access": "granted",
        "reauth": "none",
    }
    assert {fact.source for fact in found.facts} == {Source.SAID}


@pytest.mark.parametrize(
    "choice",
    ["auto_sync=maybe", "colour=blue", "nonsense", "", "symptom=nothing", "reauth=unknown"],
)
def test_a_choice_that_nobody_offers_is_unknown(
    choice: str, topic: Topic, new: Conversation
) -> None:
    with pytest.raises(UnknownChoice):
        hear_choice(choice, new, topic, now=NOON)


def test_not_sure_is_an_answer(topic: Topic, new: Conversation) -> None:
    found = hear_choice("auto_sync=unknown", new, topic, now=NOON)
    assert values(found) == {"auto_sync": UNKNOWN}


def test_a_picked_symptom_points_to_its_cause_alone(topic: Topic, new: Conversation) -> None:
    found = hear_choice("symptom=xero_outage", new, topic, now=NOON)
    assert found.weights == {"xero_outage": 1.0}


def test_a_cause_picked_from_the_article_is_only_suspected(topic: Topic, new: Conversation) -> None:
    found = hear_choice("suspect=xero_outage", new, topic, now=NOON)
    assert found.weights == {"xero_outage": 0.5}
    with pytest.raises(UnknownChoice):
        hear_choice("suspect=ghosts", new, topic, now=NOON)


def test_none_of_these_points_to_all_the_others(topic: Topic) -> None:
    state = asking(topic, SYMPTOM, "symptom=xero_outage", "symptom=duplicate_invoice")
    found = hear_choice("symptom=none", state, topic, now=NOON)
    assert "xero_outage" not in found.weights
    assert "credit_note_rules" in found.weights
    assert sum(found.weights.values()) == pytest.approx(1)


def test_not_sure_which_symptom_points_nowhere(topic: Topic) -> None:
    state = asking(topic, SYMPTOM, "symptom=xero_outage", "symptom=none")
    found = heard(topic, state, aside="unsure", candidates=candidates(("xero_outage", 0.9)))
    assert (found.meaning, found.weights) == (Meaning.ANSWER, {})


def test_words_that_describe_causes_keep_their_doubt(topic: Topic, new: Conversation) -> None:
    told = candidates(("xero_outage", 0.3), ("auto_sync_disabled", 0.1), ("human", 0.2))
    found = heard(topic, new, candidates=told)
    assert found.meaning is Meaning.SYMPTOM
    assert found.weights == pytest.approx({"xero_outage": 0.375, "auto_sync_disabled": 0.125})


@pytest.mark.parametrize(
    ("told", "meaning"),
    [
        ([("manual_sync", 0.7), ("auto_sync_disabled", 0.29)], Meaning.REQUEST),
        (
            [("manual_sync", 0.4), ("auto_sync_disabled", 0.3), ("xero_outage", 0.2)],
            Meaning.SYMPTOM,
        ),
        ([("human", 0.6), ("xero_outage", 0.2)], Meaning.HUMAN),
    ],
)
def test_a_request_is_answered_when_it_outweighs_all_causes(
    told: Sequence[tuple[str, float]], meaning: Meaning, topic: Topic, new: Conversation
) -> None:
    assert heard(topic, new, candidates=candidates(*told)).meaning is meaning


def test_nobody_is_handed_over_who_may_only_ask_how_long_it_takes(
    topic: Topic, new: Conversation
) -> None:
    told = candidates(("human", 0.54), ("xero_outage", 0.15))
    assert heard(topic, new, candidates=told).meaning is not Meaning.HUMAN


def test_words_of_what_was_asked_about_are_no_sign_of_its_cause(topic: Topic) -> None:
    told = candidates(("auto_sync_disabled", 0.9), ("xero_outage", 0.06))
    text = "it went over by itself until the update"
    asked = heard(topic, asking(topic, "auto_sync", "auto_sync=off"), text, candidates=told)
    other = heard(topic, asking(topic, "error_shown", "error_shown=none"), text, candidates=told)
    assert asked.meaning is Meaning.UNCLEAR
    assert other.weights["auto_sync_disabled"] == 0.9


def test_answer_brings_no_sign_of_the_cause_that_it_denies(topic: Topic) -> None:
    state = asking(topic, "auto_sync", "auto_sync=on", "auto_sync=off")
    told = candidates(("auto_sync_disabled", 0.99), ("xero_outage", 0.01))
    text = "automatic ever since we started here"
    found = heard(topic, state, text, choice="auto_sync=on", candidates=told)
    assert (values(found), found.weights) == ({"auto_sync": "on"}, {})


def test_fact_beside_a_question_of_theirs_is_the_answer(topic: Topic) -> None:
    state = asking(topic, "error_shown", "error_shown=none")
    text = "only one that I know of and why do you ask"
    told = candidates(("duplicate_invoice", 0.6))
    fact = (("one_or_all", "one"),)
    found = heard(topic, state, text, beside="why", facts=fact, candidates=told)
    assert (found.meaning, values(found)["one_or_all"]) == (Meaning.WHY, "one")
    assert found.weights == {}


@pytest.mark.parametrize(
    ("aside", "meaning"),
    [
        ("how", Meaning.HOW),
        ("why", Meaning.WHY),
        ("thanks", Meaning.THANKS),
        ("human", Meaning.HUMAN),
        ("yes", Meaning.UNCLEAR),
        ("done", Meaning.UNCLEAR),
    ],
)
def test_talk_about_the_conversation_describes_no_symptom(
    aside: str, meaning: Meaning, topic: Topic
) -> None:
    state = asking(topic, "auto_sync")
    found = heard(topic, state, aside=aside, candidates=candidates(("xero_outage", 0.9)))
    assert (found.meaning, found.weights) == (meaning, {})


@pytest.mark.parametrize(
    ("state_is_asking", "meaning"), [(True, Meaning.UNCLEAR), (False, Meaning.OFF_TOPIC)]
)
def test_what_nobody_understands_is_unclear_only_where_something_was_asked(
    state_is_asking: bool, meaning: Meaning, topic: Topic, new: Conversation
) -> None:
    state = asking(topic, "auto_sync") if state_is_asking else new
    assert heard(topic, state, verdict=REJECT).meaning is meaning


@pytest.mark.parametrize(("doubt", "meaning"), [(0.3, Meaning.SYMPTOM), (0.7, Meaning.UNCLEAR)])
def test_vague_words_are_an_unclear_answer_to_a_question(
    doubt: float, meaning: Meaning, topic: Topic
) -> None:
    told = candidates(("xero_outage", 1 - doubt))
    text = "it has been like this ever since"
    assert heard(topic, asking(topic, "auto_sync"), text, candidates=told).meaning is meaning


def test_a_word_or_two_in_the_middle_of_a_question_describe_nothing(topic: Topic) -> None:
    told = candidates(("xero_outage", 0.7))
    found = heard(topic, asking(topic, "auto_sync"), "or so", candidates=told)
    assert found.meaning is Meaning.UNCLEAR


@pytest.mark.parametrize(
    ("text", "likely", "again", "meaning"),
    [
        ("xero is down", 0.99, False, Meaning.SYMPTOM),
        ("xero is down", 0.9, False, Meaning.UNCLEAR),
        ("down", 0.99, False, Meaning.UNCLEAR),
        ("xero is down", 0.99, True, Meaning.UNCLEAR),
    ],
)
def test_few_words_are_a_symptom_in_the_middle_of_a_question_if_they_are_unmistakable(
    topic: Topic, text: str, likely: float, again: bool, meaning: Meaning
) -> None:
    told = candidates(("xero_outage", likely))
    found = heard(topic, asking(topic, "auto_sync"), text, candidates=told, again=again)
    assert found.meaning is meaning


def test_that_it_does_not_work_starts_the_questions_and_answers_none(
    topic: Topic, new: Conversation
) -> None:
    assert heard(topic, new, aside="failed").meaning is Meaning.START
    assert heard(topic, asking(topic, "auto_sync"), aside="failed").meaning is Meaning.UNCLEAR


def test_asking_why_beside_an_answer_is_heard_with_it(topic: Topic) -> None:
    found = heard(topic, asking(topic, "auto_sync"), choice="auto_sync=off", beside="why")
    assert (found.meaning, values(found)) == (Meaning.WHY, {"auto_sync": "off"})


@pytest.mark.parametrize(("asks", "meaning"), [(True, Meaning.QUESTION), (False, Meaning.UNCLEAR)])
def test_a_question_about_a_remedy_is_not_merely_unclear(
    topic: Topic, asks: bool, meaning: Meaning
) -> None:
    state = replace(asking(topic, "auto_sync"), diagnosis=CauseId("xero_outage"))
    assert heard(topic, state, asks=asks).meaning is meaning


def test_vague_words_at_the_start_are_a_start(topic: Topic, new: Conversation) -> None:
    assert heard(topic, new).meaning is Meaning.SYMPTOM


def test_a_picked_choice_brings_what_the_message_names(topic: Topic) -> None:
    state = asking(topic, "auto_sync")
    named = Entities(invoices=("WH00035",))
    found = heard(topic, state, choice="auto_sync=off", entities=named)
    tells = {"invoice_number": "WH00035", "one_or_all": "one", "document": "invoice"}
    assert values(found) == {**tells, "auto_sync": "off"}


def test_of_several_numbers_the_first_is_spoken_of_and_the_others_are_kept(
    topic: Topic, new: Conversation
) -> None:
    named = Entities(invoices=("WH00041", "WH00039"), credit_notes=("CN7",))
    found = values(heard(topic, new, entities=Entities(invoices=("WH00041", "WH00039"))))
    assert (found["invoice_number"], found["other_numbers"]) == ("WH00041", "WH00039")
    assert found["one_or_all"] == "some"
    found = values(heard(topic, new, entities=named))
    assert (found["invoice_number"], found["document"]) == ("CN7", "credit_note")
    assert "other_numbers" not in found


def test_naming_an_invoice_overrules_no_earlier_answer(topic: Topic, new: Conversation) -> None:
    all_of_them = hear_choice("one_or_all=all", new, topic, now=NOON).facts
    state = Conversation(topic=topic.id, facts={fact.name: fact for fact in all_of_them})
    named = Entities(invoices=("WH00035",))
    found = values(heard(topic, state, entities=named))
    assert found == {"invoice_number": "WH00035", "document": "invoice"}


def test_a_number_answers_the_question_for_a_number(topic: Topic) -> None:
    found = heard(topic, asking(topic, NUMBER), "35", number="35", verdict=REJECT)
    assert (found.meaning, values(found)) == (Meaning.ANSWER, {"invoice_number": "35"})


def test_what_it_is_not_is_kept_as_an_answer(topic: Topic) -> None:
    denied = (("invoice_status", "draft"), ("invoice_status", "paid"))
    found = heard(topic, asking(topic, "invoice_status"), denied=denied)
    assert (found.meaning, values(found)) == (Meaning.ANSWER, {"invoice_status": "not draft|paid"})


def test_an_earlier_answer_is_taken_back_even_where_another_is_asked(topic: Topic) -> None:
    old = hear_choice("invoice_status=draft", asking(topic, "auto_sync"), topic, now=NOON).facts
    state = replace(asking(topic, "auto_sync"), facts={fact.name: fact for fact in old})
    hints = (("invoice_status", "finalised"), ("invoice_in_xero", "live"))
    found = heard(topic, state, hints=hints, choice="auto_sync=on")
    assert (found.meaning, values(found)) == (Meaning.ANSWER, {"invoice_status": "finalised"})


def test_a_diagnosis_that_is_wrong_is_given_up_together_with_the_wrong_answer(topic: Topic) -> None:
    state = asking(topic, "auto_sync", "remedy.no")
    found = heard(topic, state, choice="remedy.no", facts=(("connection_status", "connected"),))
    assert found.meaning is Meaning.NOT_IT
    assert values(found) == {"connection_status": "connected"}


@pytest.mark.parametrize(("foreign", "meaning"), [(False, Meaning.ANSWER), (True, Meaning.UNCLEAR)])
def test_a_question_whose_answer_stays_unclear_is_passed_over_unless_it_is_gibberish(
    foreign: bool, meaning: Meaning, topic: Topic
) -> None:
    state = replace(asking(topic, "auto_sync"), misses=1)
    assert heard(topic, state, verdict=REJECT, foreign=foreign).meaning is meaning


def test_a_message_without_a_number_does_not(topic: Topic) -> None:
    found = heard(topic, asking(topic, NUMBER), "the blue one", verdict=REJECT)
    assert found.meaning is Meaning.UNCLEAR


def test_any_text_answers_the_question_for_an_error(topic: Topic) -> None:
    found = heard(topic, asking(topic, ERROR_CAUSE), "a red box, 200 px wide" * 20, verdict=REJECT)
    assert found.meaning is Meaning.ERROR
    assert values(found) == {ERROR_CAUSE: "other"}
    assert len(found.errors[0].quote) == 200


def test_of_several_errors_the_first_that_names_a_cause_counts(
    topic: Topic, new: Conversation
) -> None:
    seen = (
        ErrorSeen(text=None, cause=None, quote="what"),
        ErrorSeen(text="locked", cause="period_locked", quote="locked"),
    )
    found = heard(topic, new, errors=seen, verdict=REJECT)
    assert (found.meaning, found.errors) == (Meaning.ERROR, seen)
    assert found.facts == (error_fact(seen[1], source=Source.SAID, now=NOON),)
    assert found.facts[0].detail == "locked"


def test_an_error_in_a_story_keeps_what_the_story_points_to(
    topic: Topic, new: Conversation
) -> None:
    seen = (ErrorSeen(text=None, cause=None, quote="what"),)
    found = heard(topic, new, errors=seen, candidates=candidates(("xero_outage", 0.4)))
    assert found.weights == {"xero_outage": 0.4}


def test_what_denies_or_reports_at_a_remedy_points_to_nothing(topic: Topic) -> None:
    state = replace(Conversation(topic=topic.id), diagnosis=CauseId("integration_disabled"))
    off = candidates(("integration_disabled", 0.9))
    text = "it was switched off some time ago"
    assert heard(topic, state, text, candidates=off).meaning is Meaning.SYMPTOM
    denied = heard(topic, state, text, gainsays=True, candidates=off)
    assert (denied.meaning, denied.weights) == (Meaning.UNCLEAR, {})
    against = heard(
        topic, state, text, gainsays=True, denied=(("integration", "off"),), candidates=off
    )
    assert (values(against), against.weights) == ({"integration": "not off"}, {})


def test_a_number_that_was_asked_back_is_confirmed_without_a_symptom(topic: Topic) -> None:
    number = Fact(name=NUMBER, value="WH99999", source=Source.SAID, at=NOON)
    twice = candidates(("duplicate_invoice", 0.6))
    asked_back = replace(asking(topic, NUMBER), facts={NUMBER: number})
    found = heard(topic, asked_back, "yes the number is right", again=True, candidates=twice)
    assert (found.meaning, found.facts, found.weights) == (Meaning.ANSWER, (), {})


def test_an_error_in_own_words_is_kept_with_these_words(topic: Topic) -> None:
    asked = asking(topic, ERROR_CAUSE)
    found = heard(topic, asked, "a line about the tax rate", choice="error_cause=tax_type_invalid")
    [error] = [fact for fact in found.facts if fact.name == ERROR_CAUSE]
    assert error.detail == "a line about the tax rate"


def test_what_is_surely_no_answer_must_tell_one_cause(topic: Topic) -> None:
    asked = asking(topic, "auto_sync")
    text = "bear with me for a moment, the door bell went"
    spread = candidates(("xero_outage", 0.3), ("duplicate_invoice", 0.25))
    one = candidates(("xero_outage", 0.6))
    assert heard(topic, asked, text, candidates=spread, again=True).meaning is Meaning.UNCLEAR
    assert heard(topic, asked, text, candidates=spread).meaning is Meaning.SYMPTOM
    assert heard(topic, asked, text, candidates=one, again=True).meaning is Meaning.SYMPTOM


def test_no_sign_is_seen_of_what_the_same_words_make_impossible(topic: Topic) -> None:
    told = candidates(("auto_sync_disabled", 0.99))
    text = "connected, on automatic, and Xero is well"
    found = heard(topic, asking(topic, "connection_status"), text, candidates=told)
    assert "auto_sync_disabled" in found.weights
    facts = (("auto_sync", "on"),)
    found = heard(topic, asking(topic, "connection_status"), text, candidates=told, facts=facts)
    assert "auto_sync_disabled" not in found.weights
