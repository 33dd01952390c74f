"""A test invoice is made as a draft and taken away again, whatever happens in between."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from werkzeug.wrappers import Request, Response

from bot.adapters.xero.answer import Answer
from bot.adapters.xero.trial import read_created
from bot.domain.errors import Limited, OutsideError, Refused, Unavailable
from bot.domain.mapping import Mapped
from bot.sandbox.failures import Failure, Kind
from bot.sandbox.quota import Limits
from tests.adapters.wire import serving, told
from tests.adapters.xero_answers import values
from tests.adapters.xero_trials import INVOICES, ONE_INVOICE, Clinic, clinic, tokens_of

READ_ONLY = (
    "offline_access",
    "accounting.settings.read",
    "accounting.contacts.read",
    "accounting.invoices.read",
)


@pytest.fixture
def at() -> Iterator[Clinic]:
    with clinic() as running:
        yield running


# The draft itself


def test_the_draft_is_made_and_gone(at: Clinic) -> None:
    (finding,) = at.look()
    assert (finding.fact, finding.value) == ("test_invoice", "arrives")
    assert finding.detail == "Xero took a test invoice. I have deleted it again."
    (entry,) = at.made()
    assert (entry.status, entry.number) == ("DELETED", "HL-CHECK-00000001")
    assert at.noted() == 0
    assert at.world.breaches == []


def test_it_stands_on_what_is_there_already(at: Clinic) -> None:
    at.look(account="210", tax="OUTPUT2")
    (entry,) = at.made()
    (line,) = entry.lines
    assert (line.account, line.tax, line.pence) == ("210", "OUTPUT2", 1)
    known = {one.id for one in at.contacts if one.status == "ACTIVE"}
    assert entry.contact_id in known
    # A contact that is given by name would be created.
    assert at.here.situation.contacts == at.contacts


def test_each_request_that_writes_has_a_key_and_names_nothing_of_the_customer(at: Clinic) -> None:
    asked: list[tuple[str, str, str]] = []

    def note(request: Request) -> Response:
        key, body = request.headers.get("Idempotency-Key", ""), request.get_data(as_text=True)
        asked.append((request.method, key, f"{request.full_path} {body}"))
        row = {"InvoiceID": "i1", "InvoiceNumber": "HL-CHECK-00000001", "Status": "DRAFT"}
        return told({"Invoices": [row]})

    with serving() as wire:
        wire.on("/api.xro/2.0/contacts", told({"Contacts": [{"ContactID": "c1"}]}))
        wire.on("/api.xro/2.0/invoices", note).on("/api.xro/2.0/invoices/i1", note)
        at.settings = replace(at.settings, api_url=wire.url)
        replace(at).look()
    writes = [(method, key) for method, key, _ in asked if method != "GET"]
    assert [method for method, _ in writes] == ["PUT", "POST"]
    assert len({key for _, key in writes} - {""}) == 2
    assert not [said for _, _, said in asked if "WH00041" in said]
    sent = json.loads(asked[0][2].partition(" ")[2])["Invoices"]
    assert [one["InvoiceNumber"] for one in sent] == ["HL-CHECK-00000001"]
    assert [one["Contact"]["ContactID"] for one in sent] == ["c1"]
    assert not [one for one in sent if "Name" in one["Contact"]]


# What Xero refuses


@pytest.mark.parametrize(
    ("account", "tax", "words"),
    [("999", "OUTPUT2", "Account code '999'"), ("210", "NOPE", "TaxType code 'NOPE'")],
)
def test_a_code_that_xero_refuses_is_named(at: Clinic, account: str, tax: str, words: str) -> None:
    found = values(at.look(account=account, tax=tax))
    assert found["test_invoice"] == "fails"
    assert words in found["last_error"]
    assert (at.made(), at.noted()) == ([], 0)


def test_a_contact_that_was_archived_meanwhile_is_named(at: Clinic) -> None:
    def archive(step: str) -> None:
        gone = tuple(replace(one, status="ARCHIVED") for one in at.here.healthy.contacts)
        at.here.healthy = replace(at.here.healthy, contacts=gone)

    found = values(at.look(after=archive))
    assert found["test_invoice"] == "fails"
    assert "archived" in found["last_error"]
    assert at.left() == []


def test_a_patient_whom_xero_names_is_not_named_by_us() -> None:
    said = "The contact Peter Lanyon has been archived."
    body = {"Elements": [{"ValidationErrors": [{"Message": said}]}]}
    refused = Answer(400, {}, json.dumps(body).encode())
    found = read_created(refused, number="HL-CHECK-1", removed=True, hide="Peter Lanyon")
    assert values(found)["last_error"] == "The contact … has been archived."
    assert not [one for one in found if "Lanyon" in one.detail]


def test_a_role_that_is_too_low_is_named() -> None:
    with clinic("xero_user_read_only") as at:
        found = values(at.look())
        assert found["test_invoice"] == "fails"
        assert "correct permissions" in found["last_error"]
        assert at.left() == []


def test_a_consent_to_read_alone_says_nothing_about_invoices() -> None:
    with clinic(scopes=READ_ONLY) as at:
        with pytest.raises(Refused):
            at.look()
        assert at.made() == []
        assert (at.sweep(), at.noted()) == (1, 0)


def test_too_little_left_of_the_day_stops_it_before_anything_is_written(at: Clinic) -> None:
    at.world.limits = Limits(per_day=100)
    with pytest.raises(Limited):
        at.look()
    assert (at.writes(), at.noted()) == (0, 0)


@pytest.mark.parametrize("kind", [Kind.LIMIT, Kind.HTML, Kind.ERROR, Kind.EMPTY])
def test_an_answer_that_settles_nothing_is_unknown_and_looked_after(at: Clinic, kind: Kind) -> None:
    at.world.failures.add(Failure(kind=kind, path=INVOICES, times=1))
    with pytest.raises(OutsideError):
        at.look()
    assert (at.left(), at.noted()) == ([], 1)
    assert (at.sweep(), at.noted()) == (1, 0)


# Answers that are lost


@pytest.mark.parametrize("kind", [Kind.LOST, Kind.TRUNCATED, Kind.NULL_FIELDS])
def test_a_draft_whose_answer_is_lost_is_removed_at_once(at: Clinic, kind: Kind) -> None:
    at.world.failures.add(Failure(kind=kind, path=INVOICES, times=1))
    with pytest.raises(Unavailable):
        at.look()
    assert [one.status for one in at.made()] == ["DELETED"]
    assert (at.sweep(), at.noted()) == (1, 0)


def test_a_draft_that_arrives_late_is_swept(at: Clinic) -> None:
    at.world.failures.add(Failure(kind=Kind.RESET, path=INVOICES, times=1))
    with pytest.raises(Unavailable):
        at.look()
    assert at.made() == []
    _arrive(at, "HL-CHECK-00000001")
    assert len(at.left()) == 1
    assert at.sweep() == 1
    assert (at.left(), at.noted()) == ([], 0)


def test_a_draft_that_xero_will_not_delete_is_swept(at: Clinic) -> None:
    at.world.failures.add(Failure(kind=Kind.ERROR, path=ONE_INVOICE, times=1))
    (finding,) = at.look()
    told_ = "Xero took a test invoice. I will delete HL-CHECK-00000001 as soon as I can."
    assert finding.detail == told_
    assert len(at.left()) == 1
    assert at.sweep() == 1
    assert (at.left(), at.noted()) == ([], 0)


def test_a_draft_in_other_books_waits_until_those_are_connected_again(at: Clinic) -> None:
    other = tokens_of(at.world.create(()))

    def switch(step: str) -> None:
        if step == "create":
            at.connections.save(at.organisation, other, now=at.clock())

    (finding,) = at.look(after=switch)
    assert "I will delete HL-CHECK-00000001" in finding.detail
    assert (at.sweep(), len(at.left()), at.noted()) == (0, 1, 1)
    at.connections.save(at.organisation, tokens_of(at.here), now=at.clock())
    assert (at.sweep(), at.left(), at.noted()) == (1, [], 0)


def test_nothing_is_written_to_books_that_were_connected_meanwhile(at: Clinic) -> None:
    there = at.world.create(())

    def switch(step: str) -> None:
        if step == "contact":
            at.connections.save(at.organisation, tokens_of(there), now=at.clock())

    with pytest.raises(Unavailable, match="another organisation"):
        at.look(after=switch)
    assert (at.made(), at.world.watch.calls(there.id)["PUT Invoices"]) == ([], 0)


def test_what_xero_took_but_does_not_list_is_not_gone(at: Clinic) -> None:
    row = {"InvoiceID": "i1", "InvoiceNumber": "HL-CHECK-00000001", "Status": "DRAFT"}
    listed: list[dict[str, str]] = []

    def books(request: Request) -> Response:
        return told({"Invoices": [row] if request.method == "PUT" else listed})

    with serving() as wire:
        wire.on("/api.xro/2.0/contacts", told({"Contacts": [{"ContactID": "c1"}]}))
        wire.on("/api.xro/2.0/invoices", books)
        at.settings = replace(at.settings, api_url=wire.url)
        there = replace(at)
        (finding,) = there.look()
        assert "I will delete HL-CHECK-00000001" in finding.detail
        assert (there.sweep(), there.noted()) == (0, 1)
        listed.append({**row, "Status": "DELETED"})
        assert (there.sweep(), there.noted()) == (1, 0)


def test_what_somebody_else_wrote_is_never_touched(at: Clinic) -> None:
    before = at.here.situation.xero_invoices
    at.look()
    assert at.here.situation.xero_invoices[: len(before)] == before


def _arrive(at: Clinic, number: str) -> None:
    """The request that was given up reaches Xero after all."""
    contact = next(one.id for one in at.contacts if one.status == "ACTIVE")
    mapped, on = Mapped(clinic="", category="", account="210", tax="OUTPUT2"), at.clock().date()
    late = at.drafts().create(
        tokens_of(at.here), number=number, contact_id=contact, mapped=mapped, on=on, key="late"
    )
    assert late.agreed
