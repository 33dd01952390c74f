"""The table is made for one organisation, after its yes, with few calls, and says how far."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from sys import getrefcount

import pytest

from bot.domain.errors import NotAllowed, NotFound, Refused, Unavailable
from bot.domain.escalation import ConversationId
from bot.domain.reconciliation import Booked
from bot.ports.books import Excerpt, Wanted
from bot.ports.conversations import Key
from bot.ports.looks import Room
from bot.ports.mirror import MirroredInvoice
from bot.ports.people import OrganisationId, Visitor
from bot.services.allowance import CALLS
from bot.services.reconciliation import KEPT, MOST, Reconciliation
from tests.fakes import FakeBooks, FakeMirror
from tests.services.stage import ANA, CLINIC, KEY, NOW, SOMEBODY, Stage

HOUR = timedelta(hours=1)
OTHER = OrganisationId("other")
THEIR_KEY = Key(conversation=ConversationId("c2"), token_hash="hash-2")
SENT = MirroredInvoice(
    organisation=CLINIC,
    uid="u1",
    number="WH1",
    document="invoice",
    status="Paid",
    xero_id="x1",
    clinic="Northgate",
    total="60.0",
    updated=NOW - HOUR,
    issued=NOW - 2 * HOUR,
)
IN_XERO = Booked(
    number="WH1", document="invoice", status="PAID", total=Decimal("60.00"), due=Decimal(0)
)


class Desk:
    """The use case over fakes."""

    def __init__(self, stage: Stage, *entries: Booked, most: int = MOST) -> None:
        self.mirror, self.books = FakeMirror(), FakeBooks(*entries, most=most)
        self.reconciliation = Reconciliation(
            conversations=stage.conversations,
            mirror=self.mirror,
            books=self.books,
            clock=stage.clock,
            ticks=stage.ticks,
        )
        self.table = self.reconciliation.table

    def tell(self, *documents: MirroredInvoice) -> None:
        """HearLink told about these."""
        for one in documents:
            self.mirror.record(f"{one.organisation}/{one.uid}", one, now=NOW)


@pytest.fixture
def agreed(stage: Stage) -> Stage:
    stage.agree()
    return stage


def test_the_differences_of_the_organisation_are_told(agreed: Stage) -> None:
    desk = Desk(agreed, IN_XERO)
    stuck = replace(SENT, uid="u2", number="WH2", xero_id=None, issued=NOW - HOUR)
    desk.tell(SENT, stuck, replace(stuck, uid="u3", number="WH9", organisation=OTHER))
    table = desk.table(KEY)
    assert [(row.ours.number, row.problem, row.ours.clinic) for row in table.rows] == [
        ("WH2", "missing", "Northgate")
    ]
    assert (table.checked, table.complete, table.at) == (2, True, NOW)


def test_with_nothing_to_compare_there_is_an_empty_table(agreed: Stage) -> None:
    table = Desk(agreed).table(KEY)
    assert (list(table.rows), table.checked, table.complete) == ([], 0, True)


def test_what_changed_minutes_ago_is_not_missing_yet(agreed: Stage) -> None:
    desk = Desk(agreed)
    desk.tell(replace(SENT, xero_id=None, updated=NOW - timedelta(minutes=5)))
    assert list(desk.table(KEY).rows) == []


@pytest.mark.parametrize(("synced", "rows"), [("Finalised", 0), ("Finalised, Paid", 1)])
def test_what_was_learned_of_the_settings_counts(stage: Stage, synced: str, rows: int) -> None:
    stage.looking.facts["sync_statuses"] = synced
    stage.agree()
    stage.look()
    desk = Desk(stage)
    desk.tell(replace(SENT, xero_id=None))
    assert len(desk.table(KEY).rows) == rows


def test_an_anonymous_visitor_is_told_why_not(stage: Stage) -> None:
    stage.start(SOMEBODY)
    with pytest.raises(NotAllowed, match="from inside HearLink"):
        Desk(stage).table(KEY)


def test_without_a_yes_nobody_looks(stage: Stage) -> None:
    stage.start(ANA)
    desk = Desk(stage)
    with pytest.raises(NotAllowed, match="after you agreed"):
        desk.table(KEY)
    stage.say("it says expired")
    stage.choose("look.no")
    with pytest.raises(NotAllowed):
        desk.table(KEY)
    assert desk.books.asked == []


def test_another_token_opens_nothing(agreed: Stage) -> None:
    with pytest.raises(NotFound):
        Desk(agreed).table(replace(KEY, token_hash="garbage"))


def test_a_failing_xero_is_an_error_and_not_an_empty_table(agreed: Stage) -> None:
    desk = Desk(agreed, IN_XERO)
    desk.tell(SENT)
    desk.books.problem = Unavailable("no answer")
    with pytest.raises(Unavailable):
        desk.table(KEY)
    desk.books.problem = None
    assert desk.table(KEY).checked == 1


def test_the_newest_are_compared_and_the_table_says_that_there_are_more(agreed: Stage) -> None:
    desk = Desk(agreed)
    many = [
        replace(SENT, uid=f"u{n}", number=f"WH{n}", issued=NOW - n * HOUR) for n in range(MOST + 1)
    ]
    desk.tell(*many)
    table = desk.table(KEY)
    assert (table.checked, table.complete) == (MOST, False)
    assert f"WH{MOST}" not in {row.ours.number for row in table.rows}


def test_where_the_calls_do_not_reach_all_the_table_says_so(agreed: Stage) -> None:
    desk = Desk(agreed, most=1)
    desk.tell(SENT, replace(SENT, uid="u2", number="WH2", issued=NOW - 3 * HOUR))
    table = desk.table(KEY)
    assert (table.checked, table.complete) == (1, False)
    assert [row.ours.number for row in table.rows] == ["WH1"]


def test_for_a_minute_the_same_table_is_shown_again(agreed: Stage) -> None:
    desk = Desk(agreed, IN_XERO)
    desk.tell(SENT)
    first = desk.table(KEY)
    agreed.clock.move(KEPT - timedelta(seconds=1))
    assert desk.table(KEY) is first
    agreed.clock.move(timedelta(seconds=1))
    assert desk.table(KEY) is not first
    assert len(desk.books.asked) == 2


def test_a_table_that_is_kept_is_never_shown_to_another_organisation(agreed: Stage) -> None:
    desk = Desk(agreed, IN_XERO)
    desk.tell(SENT)
    assert desk.table(KEY).checked == 1
    agreed.agree(Visitor(id="bo", organisation=OTHER), THEIR_KEY)
    assert desk.table(THEIR_KEY).checked == 0
    assert [organisation for organisation, _ in desk.books.asked] == [CLINIC, OTHER]


def test_who_disconnected_is_shown_no_table_that_is_kept(agreed: Stage) -> None:
    desk = Desk(agreed, IN_XERO)
    desk.tell(SENT)
    desk.table(KEY)
    desk.books.tenant = None
    with pytest.raises(Refused):
        desk.table(KEY)


def test_a_table_of_other_books_is_made_anew(agreed: Stage) -> None:
    desk = Desk(agreed, IN_XERO)
    desk.tell(SENT)
    first = desk.table(KEY)
    desk.books.tenant = "tenant-2"
    assert desk.table(KEY) is not first


def test_a_table_that_is_no_longer_shown_is_not_kept_either(agreed: Stage) -> None:
    desk = Desk(agreed, IN_XERO)
    old = desk.table(KEY)
    held = getrefcount(old)
    agreed.clock.move(KEPT)
    agreed.agree(Visitor(id="bo", organisation=OTHER), THEIR_KEY)
    desk.table(THEIR_KEY)
    assert getrefcount(old) == held - 1


class Greedy:
    """Books that want one call more than there are."""

    def place(self, organisation: OrganisationId) -> str:
        """Somewhere."""
        return "tenant-1"

    def excerpt(
        self,
        organisation: OrganisationId,
        wanted: Sequence[Wanted],
        *,
        now: datetime,
        room: Room = nullcontext,
    ) -> Excerpt:
        """Never ends well."""
        for _ in range(CALLS + 1):
            with room():
                pass
        return Excerpt(booked=[], asked=frozenset())


def test_no_more_calls_are_made_than_a_comparison_may(agreed: Stage) -> None:
    greedy = replace(Desk(agreed).reconciliation, books=Greedy())
    with pytest.raises(Unavailable):
        greedy.table(KEY)
