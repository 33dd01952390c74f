"""A card says how to mend what it names, and once."""

from dataclasses import replace

from bot.domain.conversation import Conversation
from bot.domain.facts import ERROR_CAUSE, Fact, FactName, Source
from bot.domain.mending import remedy_of, told_once
from bot.domain.topic import Cause, CauseId, Knowledge
from bot.domain.turn import ErrorBlock
from tests.domain.play import NOON

LOCKED = "Invoice not of valid status for modification"
DRAFT = CauseId("draft_vs_authorised")


def fact(name: str, value: str, source: Source = Source.CHECKED, entry: str = "") -> Fact:
    return Fact(name=FactName(name), value=value, source=source, at=NOON, entry=entry)


def knowing(knowledge: Knowledge, *facts: Fact) -> tuple[Cause, Conversation]:
    topic = knowledge.first_topic
    state = Conversation(topic=topic.id, facts={one.name: one for one in facts})
    return topic.causes[DRAFT], state


def test_error_text_that_names_a_cause_says_how_to_mend_it(knowledge: Knowledge) -> None:
    for source in (Source.SAID, Source.CHECKED):
        cause, state = knowing(knowledge, fact(ERROR_CAUSE, DRAFT, source, LOCKED))
        remedy = remedy_of(cause, state, knowledge)
        assert remedy.steps[0] == "Look for the number in Xero."
        assert len(remedy.steps) == 3
        assert (remedy.who, remedy.where) == ("xero_admin", "")
        assert remedy.caution == cause.remedy.caution


def test_cause_that_a_look_sees_by_itself_is_mended_in_its_own_way(knowledge: Knowledge) -> None:
    seen = fact("invoice_in_xero", "draft")
    cause, state = knowing(knowledge, fact(ERROR_CAUSE, DRAFT, Source.SAID, LOCKED), seen)
    assert remedy_of(cause, state, knowledge) == cause.remedy


def test_error_of_another_cause_or_of_no_entry_changes_nothing(knowledge: Knowledge) -> None:
    for known in (fact(ERROR_CAUSE, "period_locked", entry=LOCKED), fact(ERROR_CAUSE, DRAFT)):
        cause, state = knowing(knowledge, known)
        assert remedy_of(cause, state, knowledge) == cause.remedy


def test_every_error_text_has_steps_that_are_whole_sentences(knowledge: Knowledge) -> None:
    topic = knowledge.first_topic
    for error in knowledge.errors:
        if error.cause is None:
            continue
        known = fact(ERROR_CAUSE, error.cause, Source.SAID, error.text)
        state = Conversation(topic=topic.id, facts={known.name: known})
        remedy = remedy_of(topic.causes[error.cause], state, knowledge)
        assert " ".join(remedy.steps) == error.fix
        assert all(step.endswith(".") for step in remedy.steps)
        assert remedy.who in topic.roles


def test_what_to_do_about_an_error_stands_on_the_card_alone(knowledge: Knowledge) -> None:
    cause, state = knowing(knowledge, fact(ERROR_CAUSE, DRAFT, Source.SAID, LOCKED))
    fix = next(error.fix for error in knowledge.errors if error.text == LOCKED)
    block = ErrorBlock(quote=LOCKED, meaning="It is locked.", fix=fix, who="Somebody")
    other = replace(block, fix="Wait.")
    told = told_once((block, other), cause, state, knowledge)
    assert told == (replace(block, fix="", who=""), other)
