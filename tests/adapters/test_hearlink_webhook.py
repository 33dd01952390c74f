"""A webhook is believed only with a fresh signature over its very bytes, and then read as told."""

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.hearlink.settings import HearLinkSettings
from bot.adapters.hearlink.webhook import WINDOW, read_delivery, receive, verify
from bot.domain.errors import BadInput, NotSignedIn
from bot.ports.mirror import MirroredInvoice
from bot.ports.people import OrganisationId

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
SECRET = "whsec_1"
INVOICE = {
    "uid": "u41",
    "type": "invoice",
    "orderNumber": "WH00041",
    "status": "Finalised",
    "total": 2395.5,
    "clinic": "c1",
    "xeroInvoiceId": "x1",
    "orderDate": "2026-11-14T09:12:00.000Z",
    "currency": "gbp",
    "patient": {"uid": "p1", "fullName": "Peter Lanyon"},
    "lineItems": [{"type": "Services"}, {"type": "Hearing Aids"}, {"type": "Services"}],
}
NOTE = {"uid": "n7", "creditNoteNumber": "CN00007", "orderUid": "u41", "total": 60}
PAYMENT = {
    "uid": "t3",
    "transactionNumber": "TR00003",
    "transactionType": "Payment",
    "amount": "12.50",
    "method": "Card",
    "orderUid": "u41",
    "created": {"at": "2026-11-20T12:00:00Z", "by": {"fullName": "Hannah Cole"}},
}


def delivery(event: str = "invoice.updated", **more: object) -> dict[str, object]:
    around: dict[str, object] = {"id": "evt_1", "event": event, "createdAt": "2026-11-22T09:59:00Z"}
    return {**around, "organisation": "org_willow", "data": INVOICE, **more}


def raw(body: object) -> bytes:
    return json.dumps(body).encode()


BODY = raw(delivery())


def hexed(secret: str, time: str, body: bytes) -> str:
    return hmac.new(secret.encode(), f"{time}.".encode() + body, hashlib.sha256).hexdigest()


def signed(body: bytes, *, at: datetime = NOW, secret: str = SECRET) -> str:
    time = str(int(at.timestamp()))
    return f"t={time},v1={hexed(secret, time, body)}"


def receive_at(now: datetime, signature: str, body: bytes = BODY) -> MirroredInvoice | None:
    settings = HearLinkSettings(webhook_secret=SECRET)
    return receive(settings, signature=signature, body=body, now=now)[1]


@pytest.mark.parametrize("late", [timedelta(), WINDOW, -WINDOW])
def test_a_fresh_signature_is_believed(late: timedelta) -> None:
    assert receive_at(NOW + late, signed(BODY)) is not None


@pytest.mark.parametrize("late", [WINDOW, -WINDOW, timedelta(days=9)])
def test_a_recorded_webhook_is_refused(late: timedelta) -> None:
    late += timedelta(seconds=1) if late > timedelta() else -timedelta(seconds=1)
    with pytest.raises(NotSignedIn):
        receive_at(NOW + late, signed(BODY))


def test_a_changed_body_is_refused() -> None:
    with pytest.raises(NotSignedIn):
        receive_at(NOW, signed(BODY), BODY.replace(b"WH00041", b"WH00042"))
    with pytest.raises(NotSignedIn):
        receive_at(NOW, signed(BODY), BODY + b" ")


def test_a_changed_time_is_refused() -> None:
    old = signed(BODY, at=NOW - timedelta(hours=1))
    _, _, mac = old.partition(",")
    with pytest.raises(NotSignedIn):
        receive_at(NOW, f"t={int(NOW.timestamp())},{mac}")


def test_one_of_two_secrets_in_rotation_is_enough() -> None:
    other = signed(BODY, secret="whsec_0").partition(",")[2]
    time, _, ours = signed(BODY).partition(",")
    assert receive_at(NOW, f"{time}, {other} , {ours}") is not None


TIME = str(int(NOW.timestamp()))


@pytest.mark.parametrize(
    "signature",
    [
        "",
        "t=,v1=",
        f"t={TIME}",
        f"v1={hexed(SECRET, TIME, BODY)}",
        f"t={TIME},v0={hexed(SECRET, TIME, BODY)}",
        f"t={TIME},t={TIME},v1={hexed(SECRET, TIME, BODY)}",
        f"t={TIME},v1=é",
        f"t={TIME},v1=\ud800",
        f"t=soon,v1={hexed(SECRET, 'soon', BODY)}",
        f"t={'9' * 5_000},v1={hexed(SECRET, '9' * 5_000, BODY)}",
        f"t=²,v1={hexed(SECRET, '²', BODY)}",
        f"t=-{TIME},v1={hexed(SECRET, '-' + TIME, BODY)}",
    ],
)
def test_a_malformed_signature_is_refused(signature: str) -> None:
    with pytest.raises(NotSignedIn):
        receive_at(NOW, signature)


@given(st.text())
def test_no_text_passes_for_a_signature(signature: str) -> None:
    with pytest.raises(NotSignedIn):
        verify(SECRET, signature=signature, body=BODY, now=NOW)


def test_without_a_secret_nothing_is_believed() -> None:
    with pytest.raises(NotSignedIn):
        verify("", signature=signed(BODY, secret=""), body=BODY, now=NOW)


def test_an_invoice_is_read_whole() -> None:
    assert read_delivery(BODY, now=NOW) == (
        "evt_1",
        MirroredInvoice(
            organisation=OrganisationId("org_willow"),
            uid="u41",
            number="WH00041",
            document="invoice",
            status="Finalised",
            xero_id="x1",
            clinic="c1",
            total="2395.5",
            updated=datetime(2026, 11, 22, 9, 59, tzinfo=UTC),
            issued=datetime(2026, 11, 14, 9, 12, tzinfo=UTC),
            categories=("Services", "Hearing Aids"),
            currency="GBP",
        ),
    )


def test_no_patient_is_read() -> None:
    assert "Lanyon" not in repr(read_delivery(BODY, now=NOW))


def test_a_credit_note_is_read_whole() -> None:
    _, found = read_delivery(raw(delivery("credit_note.created", data=NOTE)), now=NOW)
    assert found is not None
    assert (found.document, found.number, found.total) == ("credit_note", "CN00007", "60")
    assert (found.status, found.xero_id, found.clinic) == ("", None, "")
    assert (found.order_uid, found.issued) == ("u41", None)


@pytest.mark.parametrize("event", ["created", "updated"])
def test_a_transaction_is_read_whole(event: str) -> None:
    _, found = read_delivery(raw(delivery(f"transaction.{event}", data=PAYMENT)), now=NOW)
    assert found == MirroredInvoice(
        organisation=OrganisationId("org_willow"),
        uid="t3",
        number="TR00003",
        document="transaction",
        status="",
        xero_id=None,
        clinic="",
        total="12.50",
        updated=datetime(2026, 11, 22, 9, 59, tzinfo=UTC),
        issued=datetime(2026, 11, 20, 12, 0, tzinfo=UTC),
        order_uid="u41",
        transaction_type="Payment",
        method="Card",
    )
    assert "Hannah" not in repr(found)


@pytest.mark.parametrize(
    ("clinic", "name"),
    [
        ({"uid": "c1", "name": "Northgate"}, "Northgate"),
        ({"uid": "c1"}, "c1"),
        ({}, ""),
        ([], ""),
        (True, ""),
        (None, ""),
    ],
)
def test_a_clinic_may_be_a_word_or_a_record(clinic: object, name: str) -> None:
    _, found = read_delivery(raw(delivery(data={**INVOICE, "clinic": clinic})), now=NOW)
    assert found is not None
    assert found.clinic == name


@pytest.mark.parametrize(
    ("date", "read"),
    [
        ("2026-11-14", datetime(2026, 11, 14, tzinfo=UTC)),
        ("2026-11-14T01:00:00+02:00", datetime(2026, 11, 13, 23, tzinfo=UTC)),
        ("0001-01-01T00:00:00+14:00", None),
        ("0001-01-01", None),
        ("1999-12-31", None),
        ("2028-01-01", None),
        ("yesterday", None),
        ("2" * 5_000, None),
        (20261114, None),
        (None, None),
    ],
)
def test_a_date_that_cannot_be_read_is_left_out(date: object, read: datetime | None) -> None:
    _, found = read_delivery(raw(delivery(data={**INVOICE, "orderDate": date})), now=NOW)
    assert found is not None
    assert found.issued == read


def test_a_deleted_invoice_says_so() -> None:
    _, found = read_delivery(raw(delivery("invoice.deleted")), now=NOW)
    assert found is not None
    assert found.status == "Deleted"


@pytest.mark.parametrize("kind", ["invoice", "credit_note", "transaction"])
def test_a_deletion_needs_to_tell_no_more_than_a_uid(kind: str) -> None:
    _, found = read_delivery(raw(delivery(f"{kind}.deleted", data={"uid": "u41"})), now=NOW)
    assert found is not None
    assert (found.uid, found.number, found.deleted) == ("u41", "", True)


def test_the_published_envelope_is_read_too() -> None:
    published = delivery()
    published["type"] = published.pop("event")
    _, found = read_delivery(raw(published), now=NOW)
    assert found is not None
    assert found.organisation == "org_willow"


@pytest.mark.parametrize(
    "body",
    [
        delivery("patient.created"),
        delivery("webhook.test", data={"message": "hello"}, organisation=None),
        delivery("novel"),
        delivery(data={"uid": "u1"}),
        delivery(data={"uid": "u1", "orderNumber": None}),
    ],
)
def test_an_event_about_anything_else_has_an_id_alone(body: dict[str, object]) -> None:
    assert read_delivery(raw(body), now=NOW) == ("evt_1", None)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"\xff",
        b"[" * 100_000,
        raw(delivery(id="")),
        raw(delivery(id=None)),
        raw(delivery(data=None)),
        raw(delivery(createdAt="yesterday")),
        raw(delivery(createdAt="0001-01-01T00:00:00Z")),
        raw(delivery(createdAt="9999-12-31T23:59:59-12:00")),
        raw(delivery(organisation=None)),
        raw(delivery(organisation="")),
        raw(delivery(data={**INVOICE, "uid": None})),
        raw({"id": "evt_1"}),
    ],
)
def test_a_malformed_body_is_bad_input(body: bytes) -> None:
    with pytest.raises(BadInput):
        read_delivery(body, now=NOW)


def test_bad_input_never_quotes_the_body() -> None:
    with pytest.raises(BadInput) as caught:
        read_delivery(raw(delivery(createdAt="Peter Lanyon")), now=NOW)
    assert str(caught.value) == "This webhook cannot be read: createdAt."
    assert caught.value.__suppress_context__


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists) | st.integers())
def test_no_value_in_a_delivery_crashes_the_reader(value: object) -> None:
    odd = dict.fromkeys(INVOICE, value)
    document = {**odd, "uid": "u1", "orderNumber": "WH1"}
    assert read_delivery(raw(delivery(data=document)), now=NOW)[0] == "evt_1"


@pytest.mark.parametrize("total", ["1e999999", "1e-999999", 1e30, "Infinity", "NaN", "-2e9"])
def test_a_total_beyond_all_sense_is_left_out(total: object) -> None:
    _, found = read_delivery(raw(delivery(data={**INVOICE, "total": total})), now=NOW)
    assert found is not None
    assert found.total == ""
