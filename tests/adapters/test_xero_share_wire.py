"""No look asks Xero without room, or for more than it may, or in another app's name."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from werkzeug.wrappers import Request, Response

from bot.adapters.xero.looks import xero_looks
from bot.domain.errors import Limited, OutsideError, Unavailable
from bot.ports.looks import Looks, Target
from tests.adapters.wire import Wire, serving, told
from tests.adapters.xero_answers import (
    ANSWERS,
    NOW,
    TENANT,
    WILLOW,
    consent,
    refusal,
    target,
    values,
    xero_settings,
)
from tests.adapters.xero_books import (
    API,
    CONTACTS,
    OCTOBER,
    ORGANISATION,
    PLACE,
    SETTINGS,
    USERS,
    Rooms,
    document,
    found,
    place,
    record,
    stocked,
)
from tests.fakes import FakeConnections


@pytest.fixture
def wire() -> Iterator[Wire]:
    with serving() as running:
        yield stocked(running)


@pytest.fixture
def looks(wire: Wire) -> Looks:
    stored = FakeConnections()
    stored.save(WILLOW, consent(), now=NOW)
    return xero_looks(xero_settings(wire), stored, sleep=lambda _: None)


# Room, and what is left for HearLink

EVERYTHING = target(
    invoice_number="WH00041",
    knowing=SETTINGS,
    currency="EUR",
    fleeting={"invoice_date": "2026-10-01", "invoice_contact": "Ann Doe"},
)
BOOKS = ("xero_organisation", "xero_lock_dates", "xero_codes", "xero_contact", "xero_invoice")


def everything(wire: Wire) -> None:
    place(wire, PeriodLockDate=OCTOBER)
    wire.on("/connections", told([{"tenantId": TENANT}]))
    wire.on(f"{API}/organisation/actions", told({"Actions": []}))
    wire.on(CONTACTS, told({"Contacts": []})).on(USERS, told({"Users": []}))
    document(wire, "VOIDED", history=record("Voided", "Jo Park"))


def in_room(rooms: Rooms) -> Target:
    return Target(
        organisation=WILLOW,
        facts=EVERYTHING.facts,
        fleeting=EVERYTHING.fleeting,
        room=rooms.enter,
    )


def test_every_call_waits_for_room(wire: Wire, looks: Looks) -> None:
    everything(wire)
    rooms = Rooms(most=99)
    for check in looks:
        try:
            found(looks, check, in_room(rooms))
        except Unavailable:
            assert check == "xero_status"  # no page is there to be read
    assert rooms.taken == len(wire.asked) == 10
    assert rooms.inside == 0


def test_without_room_nobody_is_asked(wire: Wire, looks: Looks) -> None:
    everything(wire)
    for check in looks:
        with pytest.raises(Unavailable):
            found(looks, check, in_room(Rooms(most=0)))
    assert wire.asked == []


def test_the_repeat_after_a_rejected_token_waits_for_room_too(wire: Wire, looks: Looks) -> None:
    def only_new(request: Request) -> Response:
        if request.headers["Authorization"] == "Bearer access-new":
            return told({"Organisations": [PLACE]})
        return told(refusal(401, "TokenExpired: token expired"), 401)

    renewed = {"access_token": "access-new", "refresh_token": "refresh-new", "expires_in": 1800}
    wire.on(ORGANISATION, only_new).on("/connect/token", told(renewed))
    rooms = Rooms()
    found(looks, "xero_organisation", target(room=rooms.enter))
    assert rooms.taken == 2


def nearly_spent(wire: Wire, left: int) -> None:
    headers = {"X-DayLimit-Remaining": str(left)}
    wire.on(ORGANISATION, told({"Organisations": [PLACE]}, 200, headers))
    wire.on(f"{API}/organisation/actions", told({"Actions": []}, 200, headers))


@pytest.mark.parametrize(("left", "limit"), [(99, "free"), (0, "reached")])
def test_the_last_requests_of_a_day_are_left_to_hearlink(
    wire: Wire, looks: Looks, left: int, limit: str
) -> None:
    nearly_spent(wire, left)
    found(looks, "xero_organisation", target())
    for check in ("xero_codes", "xero_contact", "xero_invoice"):
        with pytest.raises(Limited):
            found(looks, check, EVERYTHING)
    assert values(found(looks, "xero_access", target())) == {"xero_limit": limit}
    assert wire.paths() == [ORGANISATION]
    # What is kept costs nothing, and who lists the tenants asks nobody's day.
    assert found(looks, "xero_organisation", target())
    wire.on("/connections", told([{"tenantId": TENANT}]))
    assert found(looks, "xero_connection", target())


def test_the_words_say_why_nothing_was_looked_at(wire: Wire, looks: Looks) -> None:
    nearly_spent(wire, 50)
    found(looks, "xero_organisation", target())
    with pytest.raises(Limited) as caught:
        found(looks, "xero_codes", EVERYTHING)
    assert str(caught.value) == "I stopped looking, so that HearLink's own sync keeps its share."
    (finding,) = found(looks, "xero_access", target())
    assert finding.detail == str(caught.value)


def test_after_the_pause_xero_is_asked_again(wire: Wire, looks: Looks) -> None:
    nearly_spent(wire, 50)
    found(looks, "xero_organisation", target())
    assert found(looks, "xero_codes", EVERYTHING, after=timedelta(minutes=15))


def test_a_retry_after_is_honoured_by_every_look(wire: Wire, looks: Looks) -> None:
    wait = {"Retry-After": "30", "X-Rate-Limit-Problem": "minute"}
    wire.on(CONTACTS, lambda _: Response(status=429, headers=wait))
    for check in ("xero_contact", "xero_codes", "xero_invoice"):
        with pytest.raises(Limited):
            found(looks, check, EVERYTHING)
    assert wire.paths() == [CONTACTS]
    assert found(looks, "xero_codes", EVERYTHING, after=timedelta(seconds=30))


def test_after_a_remedy_the_access_look_asks_whether_xero_answers_again(
    wire: Wire, looks: Looks
) -> None:
    spent = {"Retry-After": "50000", "X-Rate-Limit-Problem": "day"}
    wire.on(CONTACTS, lambda _: Response(status=429, headers=spent))
    with pytest.raises(Limited):
        found(looks, "xero_contact", EVERYTHING)
    nearly_spent(wire, 4_000)
    assert values(found(looks, "xero_access", target())) == {"xero_limit": "reached"}
    assert values(found(looks, "xero_access", target(fresh=True))) == ANSWERS
    assert found(looks, "xero_codes", EVERYTHING)


# An app of our own


def test_with_an_app_of_our_own_the_connection_is_not_judged(wire: Wire) -> None:
    everything(wire)
    stored = FakeConnections()
    looks = xero_looks(xero_settings(wire, shared_app=False), stored)
    for consents in (0, 1):
        ours = {"xero_reach": "there" if consents else "none"}
        assert values(found(looks, "xero_connection", EVERYTHING)) == ours
        assert found(looks, "xero_access", EVERYTHING) == []
        if not consents:
            stored.save(WILLOW, consent(), now=NOW)
    assert wire.asked == []
    assert all(found(looks, check, EVERYTHING) for check in BOOKS)
    assert USERS not in wire.paths()


def test_without_a_consent_the_books_are_unknown(wire: Wire) -> None:
    looks = xero_looks(xero_settings(wire), FakeConnections())
    for check in BOOKS:
        with pytest.raises(OutsideError):
            found(looks, check, EVERYTHING)
    assert wire.asked == []
