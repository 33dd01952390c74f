"""A ticket goes as it was shown, once, with everything that was learned."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.conversation import Outcome
from bot.domain.errors import BadInput, StaleConversation
from bot.domain.escalation import Contact, Ticket
from bot.domain.events import HandedOver, Turned
from bot.ports.conversations import Owner, Stored
from tests.fakes import FakeConversations
from tests.services.stage import ANA, KEY, SOMEBODY, Stage

PHONE = Contact(phone="020 7946 0000")


def sent_ticket(stage: Stage) -> Ticket:
    return stage.conversations.outbox.tickets()[0].ticket


def test_what_was_shown_is_what_is_sent(stage: Stage) -> None:
    stage.agree()
    stage.look()
    shown = stage.escalation.preview(KEY)
    sent = stage.escalation.send(KEY, contact=Contact())
    assert sent_ticket(stage) == replace(shown, reference=sent.reference)


def test_a_preview_changes_nothing(stage: Stage) -> None:
    stage.agree()
    before = stage.stored
    stage.escalation.preview(KEY)
    assert stage.stored == before
    assert not stage.conversations.outbox.tickets()


def test_the_ticket_carries_words_facts_looks_and_transcript(stage: Stage) -> None:
    stage.agree()
    stage.looking.facts["connection_status"] = "expired"
    stage.look()
    ticket = stage.escalation.preview(KEY)
    assert ticket.summary == "it says expired"
    assert ticket.organisation == "clinic"
    assert ticket.contact == Contact(name="Ana", email="ana@clinic.example")
    lines = {line.label: line for line in ticket.lines}
    assert lines["The connection to Xero"].source == "checked"
    assert lines["The connection to Xero"].at == stage.clock.now
    assert "Look: Xero still accepts HearLink's sign-in" in lines
    assert [s.text for s in ticket.transcript if s.who == "Visitor"] == [
        "it says expired",
        "Check my connection",
    ]


def test_words_that_point_to_no_cause_are_still_what_the_visitor_said(stage: Stage) -> None:
    stage.start()
    stage.say("well")
    stage.say("the accountant is waiting for it")
    stage.say("a person")
    assert stage.escalation.preview(KEY).summary == "the accountant is waiting for it"


def test_the_first_words_of_a_trouble_are_what_is_wrong(stage: Stage) -> None:
    stage.start()
    stage.say("it stopped on Monday")
    stage.say("give me a minute or two, somebody is at the door of the clinic")
    stage.say("a person")
    assert stage.escalation.preview(KEY).summary == "it stopped on Monday"


def test_the_visitor_may_change_the_summary_and_the_contact(stage: Stage) -> None:
    stage.start()
    contact = Contact(name="Jo", email="jo@clinic.example", phone="1")
    stage.escalation.send(KEY, contact=contact, summary="  Nothing works. password=hunter22 ")
    assert sent_ticket(stage).contact == contact
    assert sent_ticket(stage).summary == "Nothing works. [secret]"


def test_what_is_left_empty_stays_as_it_was_known(stage: Stage) -> None:
    stage.start()
    stage.escalation.send(KEY, contact=PHONE, summary="")
    assert sent_ticket(stage).contact == replace(PHONE, name="Ana", email="ana@clinic.example")
    assert sent_ticket(stage).summary == "The visitor gave no description."


def test_without_a_way_to_answer_nothing_is_sent(stage: Stage) -> None:
    stage.start(SOMEBODY)
    with pytest.raises(BadInput, match="e-mail address or a phone number"):
        stage.escalation.send(KEY, contact=Contact(name="Jo"))
    assert stage.stored.owner is Owner.BOT
    assert not stage.conversations.outbox.tickets()


@pytest.mark.parametrize("contact", [PHONE, Contact(email="jo@clinic.example")])
def test_one_way_to_answer_is_enough(stage: Stage, contact: Contact) -> None:
    stage.start(SOMEBODY)
    assert stage.escalation.send(KEY, contact=contact).reference == "HL-1"


def test_sent_twice_the_first_reference_comes_again(stage: Stage) -> None:
    stage.start()
    first = stage.escalation.send(KEY, contact=Contact())
    assert stage.escalation.send(KEY, contact=PHONE, summary="more") == first
    assert len(stage.conversations.outbox.tickets()) == 1


class Watched(FakeConversations):
    """Remembers what was appended together, and lets somebody else write first."""

    def __init__(self) -> None:
        super().__init__()
        self.appended: list[dict[str, Any]] = []
        self.first: Callable[[], object] | None = None

    def append(self, stored: Stored, **written: Any) -> Stored:
        """Remember, then write."""
        other, self.first = self.first, None
        if other is not None:
            other()
        self.appended.append(written)
        return super().append(stored, **written)


def test_ticket_event_turn_and_owner_go_in_one_commit(stage: Stage) -> None:
    store = Watched()
    replace(stage.chat, conversations=store).start(KEY, ANA)
    replace(stage.escalation, conversations=store).send(KEY, contact=Contact())
    (written,) = store.appended
    over, turned = written["events"]
    assert isinstance(over, HandedOver)
    assert isinstance(turned, Turned)
    assert written["ticket"].reference == over.reference
    assert written["owner"] is Owner.WAITING
    assert written["state"].outcome is Outcome.HANDED_OVER
    assert store.load(KEY).owner is Owner.WAITING


def test_sent_twice_at_once_it_goes_once(stage: Stage) -> None:
    store = Watched()
    replace(stage.chat, conversations=store).start(KEY, ANA)
    escalation = replace(stage.escalation, conversations=store)
    sent = []
    store.first = lambda: sent.append(escalation.send(KEY, contact=Contact()))
    assert escalation.send(KEY, contact=Contact()) == sent[0]
    assert len(store.outbox.tickets()) == 1


def test_a_message_in_between_makes_it_stale(stage: Stage) -> None:
    store = Watched()
    chat = replace(stage.chat, conversations=store)
    chat.start(KEY, ANA)
    store.first = lambda: chat.say(KEY, client_id="m", text="wait, it says expired")
    with pytest.raises(StaleConversation):
        replace(stage.escalation, conversations=store).send(KEY, contact=Contact())
    assert not store.outbox.tickets()


def test_the_ticket_is_due_at_once(stage: Stage) -> None:
    stage.start()
    stage.escalation.send(KEY, contact=Contact())
    due = stage.conversations.outbox.claim(now=stage.clock.now, lease=timedelta(minutes=1), limit=9)
    assert [delivery.ticket.reference for delivery in due] == ["HL-1"]


def test_what_is_written_after_the_hand_over_reaches_the_desk(stage: Stage) -> None:
    stage.agree()
    stage.escalation.send(KEY, contact=PHONE)
    stage.chat.say(KEY, client_id="late", text="are you there?")
    assert [one.text for one in stage.escalation.since(sent_ticket(stage))] == ["are you there?"]
