"""A ticket carries everything learned."""

from bot.domain.decision import Reason
from bot.domain.escalation import (
    ConversationId,
    lines_of,
    looks_of,
    subject_of,
    ticket_key,
    transcript_of,
)
from bot.domain.events import HandedOver, Looked, Numbered
from bot.domain.facts import CheckId, FactName, Source
from bot.domain.reading import Entities, ErrorSeen, Reading, Verdict
from bot.domain.topic import Knowledge
from tests.domain.play import Play

EXPIRED = {CheckId("xero_connection"): {"connection_status": "expired"}}
PASTED = ErrorSeen(text=None, cause=None, quote="ErrorNumber 9999")


def played(knowledge: Knowledge) -> Play:
    """A conversation with an invoice, an error, looks, a diagnosis and a remedy that failed."""
    play = Play(knowledge)
    named = Entities(invoices=("WH00035",))
    play.say(Reading(verdict=Verdict.REJECT, errors=(PASTED,), entities=named), "WH00035: 9999")
    play.choose("look.yes")
    play.look(EXPIRED)
    return play


def test_the_lines_carry_each_fact_with_its_source_and_time(knowledge: Knowledge) -> None:
    play = played(knowledge)
    lines = {line.label: line for line in lines_of(play.state, play.topic, play.phrases)}
    number, status = lines["Invoice number"], lines["The connection to Xero"]
    assert "WH00035" in number.value
    assert number.source == Source.SAID
    assert status.value == "Xero no longer accepts HearLink's sign-in."
    assert status.source == Source.CHECKED
    assert status.at == play.state.facts[FactName("connection_status")].at


def test_what_nobody_found_out_is_said_to_be_unknown(knowledge: Knowledge) -> None:
    play = played(knowledge)
    lines = {line.label: line.value for line in lines_of(play.state, play.topic, play.phrases)}
    assert lines["Xero's own service"] == "unknown"


def test_the_errors_are_quoted_word_for_word(knowledge: Knowledge) -> None:
    play = played(knowledge)
    quoted = [
        line.value
        for line in lines_of(play.state, play.topic, play.phrases)
        if line.label == "Error message"
    ]
    assert quoted == ["ErrorNumber 9999"]


def test_the_likely_cause_comes_first_and_then_what_was_tried(knowledge: Knowledge) -> None:
    play = played(knowledge)
    first = lines_of(play.state, play.topic, play.phrases)[0]
    assert (first.label, first.value) == ("Most likely cause", "The Xero connection has expired")
    play.choose("remedy.no")
    tried = lines_of(play.state, play.topic, play.phrases)[0]
    assert (tried.label, tried.value) == ("Tried already", "The Xero connection has expired")


def test_every_look_is_listed_with_how_it_ended(knowledge: Knowledge) -> None:
    play = played(knowledge)
    failed = Looked(
        at=play.now, check=CheckId("xero_status"), facts=(), took_ms=9, problem="Unavailable: no"
    )
    events = [*play.events, Numbered(number=99, event=failed)]
    lines = looks_of(events, play.topic, play.phrases)
    assert ("Look: Xero still accepts HearLink's sign-in", "Done (1 ms)") in [
        (line.label, line.value) for line in lines
    ]
    assert lines[-1].value == "Unavailable: no"


def test_the_transcript_is_word_for_word_without_what_was_taken_back(knowledge: Knowledge) -> None:
    play = Play(knowledge)
    play.say(Reading(verdict=Verdict.REJECT), "a slip")
    play.undo()
    play.say(Reading(verdict=Verdict.REJECT, aside="human"), "a person please")
    spoken = [(s.who, s.text) for s in transcript_of(play.events, play.phrases)]
    assert ("Visitor", "a person please") in spoken
    assert ("Visitor", "a slip") not in spoken
    assert spoken[0][0] == "Assistant"
    assert spoken[-1] == ("Assistant", play.phrases.say(f"escalate.{Reason.ASKED}"))


def test_the_subject_names_the_cause_and_the_invoice(knowledge: Knowledge) -> None:
    play = played(knowledge)
    subject = subject_of(play.state, play.topic, play.phrases)
    assert subject == "Xero sync: The Xero connection has expired (WH00035)"
    fresh = Play(knowledge)
    assert subject_of(fresh.state, fresh.topic, fresh.phrases) == "Xero sync: cause not found"


def test_the_key_of_a_ticket_is_its_place_in_the_conversation() -> None:
    assert ticket_key(ConversationId("c1"), 7) == "c1:7"


def test_a_hand_over_is_no_part_of_what_was_said(knowledge: Knowledge) -> None:
    play = Play(knowledge)
    over = Numbered(number=9, event=HandedOver(at=play.now, reference="HL-1"))
    assert transcript_of([*play.events, over], play.phrases) == (
        transcript_of(play.events, play.phrases)
    )
