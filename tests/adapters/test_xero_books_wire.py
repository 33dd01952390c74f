"""The looks at Xero's books over real HTTP: what they ask, and how often."""

from collections.abc import Iterator
from datetime import timedelta
from threading import Barrier

import pytest
from werkzeug.wrappers import Response

from bot.adapters.xero.looks import xero_looks
from bot.domain.errors import Refused, Unavailable
from bot.ports.looks import Looks
from tests.adapters.wire import Wire, serving, told
from tests.adapters.xero_answers import (
    NOW,
    TENANT,
    WILLOW,
    consent,
    target,
    values,
    xero_settings,
)
from tests.adapters.xero_books import (
    ACCOUNTS,
    BANK,
    CURRENCIES,
    INVOICES,
    OCTOBER,
    ORGANISATION,
    SALES,
    SETTINGS,
    TAXES,
    USERS,
    VAT,
    Rooms,
    dated,
    found,
    place,
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


# The organisation


def test_a_large_plan_takes_one_call(wire: Wire, looks: Looks) -> None:
    place(wire)
    findings = found(looks, "xero_organisation", target())
    assert values(findings) == {"organisation_state": "ready", "plan_limit": "free"}
    assert wire.paths() == [ORGANISATION]


def test_a_small_plan_counts_this_months_approved_invoices(wire: Wire, looks: Looks) -> None:
    place(wire, Class="IGNITE")
    wire.on(INVOICES, told({"pagination": {"itemCount": 20}, "Invoices": [{}]}))
    findings = found(looks, "xero_organisation", target())
    assert values(findings) == {"organisation_state": "ready", "plan_limit": "reached"}
    assert wire.asked[-1].args.to_dict() == {
        "where": 'Type=="ACCREC" AND Date>=DateTime(2026,11,1) AND Date<DateTime(2026,12,1)',
        "Statuses": "AUTHORISED,PAID",
        "page": "1",
        "pageSize": "1",
    }
    assert len(wire.asked) == 2


def test_the_state_stands_without_the_count(wire: Wire, looks: Looks) -> None:
    place(wire, Class="IGNITE")
    wire.on(INVOICES, Response(status=503))
    findings = found(looks, "xero_organisation", target())
    assert values(findings) == {"organisation_state": "ready"}


def test_drafts_do_not_count_and_are_not_counted(wire: Wire, looks: Looks) -> None:
    place(wire, Class="IGNITE")
    findings = found(looks, "xero_organisation", target(sync_as="draft"))
    assert values(findings) == {"organisation_state": "ready", "plan_limit": "free"}
    assert wire.paths() == [ORGANISATION]


# Lock dates


def test_drafts_are_taken_whatever_is_locked(wire: Wire, looks: Looks) -> None:
    at = target(sync_as="draft", fleeting={"invoice_date": "2026-10-31"})
    assert values(found(looks, "xero_lock_dates", at)) == {"invoice_locked": "no"}
    assert wire.asked == []


def test_a_year_end_lock_binds_without_asking_for_roles(wire: Wire, looks: Looks) -> None:
    place(wire, EndOfYearLockDate=OCTOBER)
    findings = found(looks, "xero_lock_dates", dated("2026-10-31"))
    assert values(findings) == {"invoice_locked": "yes"}
    assert wire.paths() == [ORGANISATION]


@pytest.mark.parametrize(("role", "value"), [("STANDARD", "yes"), ("FINANCIALADVISER", "no")])
def test_a_period_lock_binds_by_the_role_that_was_handed_on(
    wire: Wire, looks: Looks, role: str, value: str
) -> None:
    place(wire, PeriodLockDate=OCTOBER)
    findings = found(looks, "xero_lock_dates", dated("2026-10-01", xero_role=role))
    assert values(findings) == {"invoice_locked": value}
    assert wire.paths() == [ORGANISATION]


@pytest.mark.parametrize(("role", "value"), [("STANDARD", "yes"), ("FINANCIALADVISER", "no")])
def test_a_role_that_decides_is_asked_for(wire: Wire, role: str, value: str) -> None:
    stored = FakeConnections()
    # The payload of this token says {"xero_userid": "u1"}.
    stored.save(WILLOW, consent(name="e30.eyJ4ZXJvX3VzZXJpZCI6InUxIn0.x"), now=NOW)
    place(wire, PeriodLockDate=OCTOBER)
    wire.on(USERS, told({"Users": [{"GlobalUserID": "u1", "OrganisationRole": role}]}))
    looks = xero_looks(xero_settings(wire), stored)
    findings = found(looks, "xero_lock_dates", dated("2026-10-01"))
    assert values(findings) == {"invoice_locked": value}
    assert wire.paths() == [ORGANISATION, USERS]


def test_a_period_lock_binds_where_the_role_is_not_told(wire: Wire, looks: Looks) -> None:
    place(wire, PeriodLockDate=OCTOBER)
    wire.on(USERS, Response(status=503))
    findings = found(looks, "xero_lock_dates", dated("2026-10-01"))
    assert values(findings) == {"invoice_locked": "yes"}


@pytest.mark.parametrize("day", ["", "last week"])
def test_without_a_date_nobody_is_asked_about_locks(wire: Wire, looks: Looks, day: str) -> None:
    assert found(looks, "xero_lock_dates", dated(day)) == []
    assert wire.asked == []


# Codes


def test_all_codes_take_two_calls_at_the_same_time(wire: Wire, looks: Looks) -> None:
    both = Barrier(2)

    def only_together(reply: Response) -> Response:
        both.wait(0.25)
        return reply

    wire.on(ACCOUNTS, lambda _: only_together(told({"Accounts": [SALES, BANK]})))
    wire.on(TAXES, lambda _: only_together(told({"TaxRates": [VAT]})))
    assert values(found(looks, "xero_codes", target(knowing=SETTINGS))) == {
        "account_codes": "valid",
        "payment_account": "usable",
        "tax_rates": "valid",
    }
    assert sorted(wire.paths()) == [ACCOUNTS, TAXES]


def test_a_list_that_fails_leaves_the_other_facts(wire: Wire, looks: Looks) -> None:
    wire.on(ACCOUNTS, wire.hang)
    assert values(found(looks, "xero_codes", target(knowing=SETTINGS))) == {"tax_rates": "valid"}
    wire.on(TAXES, Response(status=500))
    with pytest.raises(Unavailable):
        found(looks, "xero_codes", target(fresh=True, knowing=SETTINGS))


def test_the_own_currency_is_known_from_the_organisation(wire: Wire, looks: Looks) -> None:
    place(wire)
    found(looks, "xero_organisation", target())
    findings = found(looks, "xero_codes", target(currency="GBP"))
    assert values(findings) == {"currency_enabled": "yes"}
    assert wire.paths() == [ORGANISATION]


@pytest.mark.parametrize(("code", "value"), [("GBP", "yes"), ("EUR", "no")])
def test_another_currency_is_asked_for(wire: Wire, looks: Looks, code: str, value: str) -> None:
    wire.on(ORGANISATION, told({"Organisations": [{"BaseCurrency": "NZD"}]}))
    findings = found(looks, "xero_codes", target(currency=code))
    assert values(findings) == {"currency_enabled": value}
    assert wire.paths() == [ORGANISATION, CURRENCIES]


def test_without_any_code_nobody_is_asked(wire: Wire, looks: Looks) -> None:
    assert found(looks, "xero_codes", target(mapping="Services=/")) == []
    assert wire.asked == []


def test_what_the_invoice_needs_is_told_before_other_troubles(wire: Wire, looks: Looks) -> None:
    mapping = "Accessories=210/OUTPUT2; Services=220/OUTPUT2"
    at = target(mapping=mapping, fleeting={"invoice_categories": "Services"})
    account, _ = found(looks, "xero_codes", at)
    assert account.detail.index("Account 220") < account.detail.index("Account 210")


# What is kept


def test_lists_are_kept_for_a_quarter_of_an_hour(wire: Wire, looks: Looks) -> None:
    for minutes in (0, 7, 14, 15):
        found(looks, "xero_codes", target(knowing=SETTINGS), after=timedelta(minutes=minutes))
    assert len(wire.asked) == 4


def test_the_organisation_is_shared_by_two_looks(wire: Wire, looks: Looks) -> None:
    place(wire)
    found(looks, "xero_organisation", target())
    found(looks, "xero_lock_dates", dated("2026-10-01"))
    assert wire.paths() == [ORGANISATION]


def test_the_organisation_itself_is_kept_for_a_minute(wire: Wire, looks: Looks) -> None:
    place(wire)
    for seconds in (0, 59, 60):
        found(looks, "xero_organisation", target(), after=timedelta(seconds=seconds))
    assert wire.paths() == [ORGANISATION] * 2


def test_a_fresh_run_asks_anew_and_once(wire: Wire, looks: Looks) -> None:
    place(wire)
    found(looks, "xero_organisation", target())
    place(wire, EndOfYearLockDate=OCTOBER)
    for _ in range(2):
        run = Rooms()
        found(looks, "xero_organisation", target(fresh=True, room=run.enter))
        at = target(fresh=True, room=run.enter, fleeting={"invoice_date": "2026-10-01"})
        findings = found(looks, "xero_lock_dates", at, after=timedelta(seconds=5))
        assert values(findings) == {"invoice_locked": "yes"}
    assert wire.paths() == [ORGANISATION] * 3


def test_what_a_fresh_run_saw_serves_the_next_look(wire: Wire, looks: Looks) -> None:
    found(looks, "xero_codes", target(knowing=SETTINGS))
    wire.on(ACCOUNTS, told({"Accounts": [BANK]}))
    found(looks, "xero_codes", target(fresh=True, knowing=SETTINGS))
    findings = found(looks, "xero_codes", target(knowing=SETTINGS))
    assert values(findings)["account_codes"] == "invalid"
    assert len(wire.asked) == 4


def test_a_failed_answer_is_not_kept(wire: Wire, looks: Looks) -> None:
    wire.on(ORGANISATION, Response(status=503))
    with pytest.raises(Unavailable):
        found(looks, "xero_organisation", target())
    place(wire)
    assert found(looks, "xero_organisation", target())


def test_who_disconnected_is_told_nothing_that_was_kept(wire: Wire) -> None:
    stored = FakeConnections()
    stored.save(WILLOW, consent(), now=NOW)
    looks = xero_looks(xero_settings(wire), stored)
    found(looks, "xero_codes", target(knowing=SETTINGS))
    stored.remove(WILLOW)
    with pytest.raises(Refused):
        found(looks, "xero_codes", target(knowing=SETTINGS))


def test_another_tenant_of_the_same_organisation_is_asked_anew(wire: Wire) -> None:
    stored = FakeConnections()
    stored.save(WILLOW, consent(), now=NOW)
    looks = xero_looks(xero_settings(wire), stored)
    found(looks, "xero_codes", target(knowing=SETTINGS))
    stored.save(WILLOW, consent(tenant="another"), now=NOW)
    found(looks, "xero_codes", target(knowing=SETTINGS))
    assert [one.headers["xero-tenant-id"] for one in wire.asked] == [TENANT] * 2 + ["another"] * 2
