"""Every way Xero is known to answer, and what it does and does not prove."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.adapters.xero.answer import Answer
from bot.adapters.xero.connection import user_of
from bot.adapters.xero.errors import Reason, check
from bot.adapters.xero.quota import Hold
from bot.adapters.xero.reading.access import (
    denied,
    lacks_scope,
    read_access,
    read_hold,
    read_role,
    read_writes,
)
from bot.adapters.xero.reading.connection import read_connection
from bot.adapters.xero.reading.document import read_document
from bot.adapters.xero.tokens import renewed_tokens
from bot.domain.errors import Limited, OutsideError, Refused, Unavailable
from bot.ports.connections import Refresher
from tests.adapters.xero_answers import (
    ANSWERS,
    BROKEN,
    FAILED,
    FAULT,
    HTML,
    NOW,
    TENANT,
    UNREADABLE,
    answer,
    consent,
    only,
    refusal,
    values,
)

EXPIRED_TOKEN = "TokenExpired: token expired at 03/03/2020 09:46:07"
NOT_PERMITTED = "You are not permitted to access this resource"
NO_RIGHTS = "The User specified does not have the correct permissions to perform this action"
VALIDATION = {
    "ErrorNumber": 10,
    "Type": "ValidationException",
    "Elements": [
        {
            "ValidationErrors": [{"Message": "Invoice # must be unique."}, {"Message": None}],
            "LineItems": [None, {"ValidationErrors": [{"Message": "Account code is not valid"}]}],
        },
        "odd",
    ],
}
SCOPE_HEADER = {"www-authenticate": 'Bearer error="insufficient_scope"'}

REFUSALS: list[tuple[Answer, str]] = [
    (answer(401, refusal(401, EXPIRED_TOKEN)), Reason.TOKEN),
    (answer(401, refusal(401, "something new")), Reason.TOKEN),
    (answer(401, refusal(401, "AuthorizationUnsuccessful")), Reason.SCOPE),
    (answer(403, refusal(403, "AuthorizationUnsuccessful")), Reason.SCOPE),
    (answer(401, b"", SCOPE_HEADER), Reason.SCOPE),
    (answer(403, refusal(403, "AuthenticationUnsuccessful")), Reason.TENANT),
    (answer(401, refusal(401, "AuthenticationUnsuccessful")), Reason.TENANT),
    (answer(401, refusal(401, NOT_PERMITTED)), Reason.ROLE),
    (answer(403, NOT_PERMITTED.encode()), Reason.ROLE),
    (answer(400, {"Elements": [], "Message": NO_RIGHTS}), Reason.ROLE),
    (answer(400, VALIDATION), "Invoice # must be unique.; Account code is not valid"),
    (answer(404, b"The resource you're looking for cannot be found"), Reason.OTHER),
    (answer(403, HTML), Reason.OTHER),
    (answer(400, b"[[[["), Reason.OTHER),
    (answer(400, b"[" * 100_000), Reason.OTHER),
]


@pytest.mark.parametrize(("said", "reason"), REFUSALS)
def test_a_refusal_is_told_by_status_and_body(said: Answer, reason: str) -> None:
    with pytest.raises(Refused) as caught:
        check(said)
    assert (caught.value.answer, caught.value.reason) == (said.status, reason)


def test_a_refusal_quotes_nobody_in_its_message() -> None:
    taken = {"ValidationErrors": [{"Message": "The contact name Ann Doe is already assigned"}]}
    with pytest.raises(Refused) as caught:
        check(answer(400, {"Elements": [taken]}))
    assert str(caught.value) == "Xero answered 400."


@pytest.mark.parametrize("said", BROKEN)
def test_an_answer_that_says_nothing_is_no_finding(said: Answer) -> None:
    with pytest.raises(Unavailable):
        read_connection(said, tenant=TENANT)
    with pytest.raises(Unavailable):
        read_role(said, user="u1")
    with pytest.raises(Unavailable):
        read_document(said, number="WH00041")
    with pytest.raises(Unavailable):
        renewed_tokens(said, consent(), now=NOW)


@pytest.mark.parametrize("said", FAILED)
def test_an_error_of_xero_tells_of_its_answers_and_of_no_rights(said: Answer) -> None:
    finding = only(read_access(said, sync_as=None))
    assert (finding.fact, finding.value) == ("xero_api", "fails")


@pytest.mark.parametrize("said", UNREADABLE)
def test_an_unreadable_answer_is_neither_an_answer_nor_an_error(said: Answer) -> None:
    with pytest.raises(Unavailable):
        read_access(said, sync_as=None)


@pytest.mark.parametrize(
    ("headers", "wait", "today"),
    [
        ({"retry-after": "86400", "x-rate-limit-problem": "day"}, timedelta(days=1), True),
        ({"retry-after": "30", "x-rate-limit-problem": "Minute"}, timedelta(seconds=30), False),
        ({"retry-after": "66975", "x-rate-limit-problem": "novel"}, timedelta(0, 66975), True),
        ({"x-rate-limit-problem": "Daily"}, None, True),
        ({"x-rate-limit-problem": "concurrent"}, None, False),
        ({"retry-after": "999999999"}, timedelta(days=7), True),
        ({"retry-after": "9" * 5_000}, None, False),
        ({"retry-after": "-5"}, None, False),
        ({"retry-after": "Sun, 22 Nov 2026 11:00:00 GMT"}, None, False),
        ({}, None, False),
    ],
)
def test_a_limit_says_how_long_to_wait(
    headers: Mapping[str, str], wait: timedelta | None, today: bool
) -> None:
    said = answer(429, b"", headers)
    with pytest.raises(Limited) as caught:
        read_connection(said, tenant=TENANT)
    assert caught.value.wait == wait
    assert ("today" in str(caught.value)) is today
    with pytest.raises(Limited):
        read_document(said, number="WH00041")
    assert values(read_access(said, sync_as=None)) == {"xero_limit": "reached"}


@pytest.mark.parametrize(
    ("said", "value"),
    [
        (answer(200, [{"tenantId": TENANT.upper(), "tenantName": "Willow Hearing"}]), "connected"),
        (answer(200, [{"tenantId": TENANT, "tenantName": None, "new": {}}]), "connected"),
        (answer(200, []), "disconnected"),
        (answer(200, [{"tenantId": "another"}]), "disconnected"),
        (answer(401, refusal(401, EXPIRED_TOKEN)), "expired"),
        (answer(401, refusal(401, "AuthenticationUnsuccessful")), "expired"),
    ],
)
def test_the_list_of_tenants_tells_the_connection(said: Answer, value: str) -> None:
    (finding,) = read_connection(said, tenant=TENANT)
    assert (finding.fact, finding.value) == ("connection_status", value)
    assert finding.detail.endswith(".")


@pytest.mark.parametrize(
    "said",
    [
        answer(200, {}),
        answer(200, [None]),
        answer(200, [{"tenantId": None}]),
        answer(200, [{"tenantId": 7}, {"tenantId": "another"}]),
        answer(403, HTML),
        answer(401, HTML),
    ],
)
def test_a_list_that_cannot_be_read_disconnects_nobody(said: Answer) -> None:
    with pytest.raises(OutsideError):
        read_connection(said, tenant=TENANT)


def actions(draft: object, approved: object, headers: Mapping[str, str] | None = None) -> Answer:
    said = [
        {"Name": "UseMulticurrency", "Status": "NOT-ALLOWED"},
        {"Name": "CreateDraftInvoice", "Status": draft},
        {"Name": "CreateApprovedInvoice", "Status": approved},
    ]
    return answer(200, {"Actions": said}, headers)


@pytest.mark.parametrize(
    ("said", "sync_as", "expected"),
    [
        (actions("ALLOWED", "ALLOWED"), None, {"xero_access": "allowed", **ANSWERS}),
        (actions("ALLOWED", "NOT-ALLOWED"), "authorised", {"xero_access": "denied", **ANSWERS}),
        (actions("ALLOWED", "NOT-ALLOWED"), "draft", {"xero_access": "allowed", **ANSWERS}),
        (actions("NOT-ALLOWED", "ALLOWED"), "draft", {"xero_access": "denied", **ANSWERS}),
        (actions("PERHAPS", "ALLOWED"), None, ANSWERS),
        (actions(None, "ALLOWED"), None, ANSWERS),
        (answer(200, {"Actions": []}), None, ANSWERS),
        (
            actions("ALLOWED", "ALLOWED", {"x-daylimit-remaining": "0"}),
            None,
            {"xero_access": "allowed", **ANSWERS, "xero_limit": "reached"},
        ),
        (answer(401, refusal(401, "AuthorizationUnsuccessful")), None, {"xero_access": "denied"}),
        (answer(403, refusal(403, NOT_PERMITTED)), None, {"xero_access": "denied"}),
    ],
)
def test_the_actions_tell_what_hearlink_may_do(
    said: Answer, sync_as: str | None, expected: dict[str, str]
) -> None:
    assert values(read_access(said, sync_as=sync_as)) == expected


@pytest.mark.parametrize("detail", ["AuthenticationUnsuccessful", EXPIRED_TOKEN])
def test_a_refusal_that_is_not_about_rights_denies_nothing(detail: str) -> None:
    with pytest.raises(Refused):
        read_access(answer(401, refusal(401, detail)), sync_as=None)


def test_either_family_of_scopes_covers_invoices() -> None:
    assert not lacks_scope(["accounting.invoices.read"])
    assert not lacks_scope(["offline_access", "accounting.transactions"])
    assert not lacks_scope([])
    assert lacks_scope(["accounting.contacts", "accounting.settings.read"])


def test_the_role_is_found_by_the_id_across_organisations() -> None:
    users = [
        {"UserID": "U1", "GlobalUserID": None, "OrganisationRole": "STANDARD"},
        {"UserID": "other", "GlobalUserID": "u1", "OrganisationRole": "READONLY"},
    ]
    assert read_role(answer(200, {"Users": users}), user="U1") == "READONLY"
    assert read_role(answer(200, {"Users": users}), user="") == ""


@pytest.mark.parametrize("token", ["", "a", "a.b", "a.!!!.c", "a.bnVsbA.c", "a.W10.c", "a.é.c"])
def test_a_token_that_is_no_jwt_has_no_user(token: str) -> None:
    assert user_of(token) == ""


def test_a_jwt_names_its_user() -> None:
    assert user_of("e30.eyJ4ZXJvX3VzZXJpZCI6InUxIn0.x") == "u1"


def invoices(*statuses: object, number: object = "WH00041", kind: str = "ACCREC") -> Answer:
    found = [{"Type": kind, "InvoiceNumber": number, "Status": one} for one in statuses]
    return answer(200, {"Invoices": found})


@pytest.mark.parametrize(
    ("said", "value"),
    [
        (invoices(), "missing"),
        (invoices("DRAFT"), "draft"),
        (invoices("SUBMITTED"), "draft"),
        (invoices("AUTHORISED"), "live"),
        (invoices("PAID", number="wh00041"), "live"),
        (invoices("VOIDED"), "void"),
        (invoices("DELETED"), "missing"),
        (invoices("DELETED", "VOIDED"), "void"),
        (invoices("VOIDED", "PAID"), "live"),
        (invoices("DRAFT", "PAID"), "several"),
        (invoices("PAID", "PAID", "NOVEL"), "several"),
        (invoices("PAID", kind="ACCPAY"), "missing"),
    ],
)
def test_the_invoices_tell_where_the_number_stands(said: Answer, value: str) -> None:
    (finding,) = read_document(said, number="WH00041")
    assert (finding.fact, finding.value) == ("invoice_in_xero", value)
    assert finding.detail.startswith("Invoice WH00041 ")


@pytest.mark.parametrize(
    "said",
    [
        invoices("NOVEL"),
        invoices(None),
        invoices("PAID", "NOVEL"),
        invoices("PAID", number=None),
        invoices("PAID", number="WH00042"),
        answer(200, {"Invoices": None}),
        answer(200, {"Invoices": [None]}),
        answer(200, []),
    ],
)
def test_an_invoice_that_cannot_be_read_is_unknown(said: Answer) -> None:
    with pytest.raises(Unavailable):
        read_document(said, number="WH00041")


def test_a_draft_is_told_in_plain_words() -> None:
    (finding,) = read_document(invoices("DRAFT"), number="WH00041")
    assert finding.detail == "Invoice WH00041 is a draft in Xero."


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (answer(400, {"error": "invalid_grant"}), Refused),
        (answer(400, {"error": "invalid_grant", "error_description": "spent"}), Refused),
        (answer(400, {"error": "invalid_client"}), Unavailable),
        (answer(400, {"error": "invalid_scope"}), Unavailable),
        (answer(400, {"error": None}), Unavailable),
        (answer(400, b"invalid_grant"), Unavailable),
        (answer(401, {"error": "invalid_grant"}), Unavailable),
        (answer(429, b"", {"retry-after": "30"}), Limited),
        (answer(500, FAULT), Unavailable),
        (answer(200, {"access_token": None}), Unavailable),
    ],
)
def test_only_invalid_grant_ends_a_consent(said: Answer, error: type[OutsideError]) -> None:
    with pytest.raises(error) as caught:
        renewed_tokens(said, consent(), now=NOW)
    if isinstance(caught.value, Refused):
        assert caught.value.reason == Reason.GRANT


def test_new_tokens_keep_what_the_answer_leaves_out() -> None:
    full = {"access_token": "a2", "refresh_token": "r2", "expires_in": 600, "scope": "x y"}
    new = renewed_tokens(answer(200, full), consent(), now=NOW)
    assert (new.access_token, new.refresh_token, new.scopes) == ("a2", "r2", ("x", "y"))
    assert new.expires_at == NOW + timedelta(seconds=600)
    odd = {"access_token": "a3", "expires_in": "soon", "scope": None}
    newer = renewed_tokens(answer(200, odd), new, now=NOW)
    assert (newer.refresh_token, newer.scopes) == ("r2", ("x", "y"))
    assert newer.expires_at == NOW + timedelta(minutes=30)


def test_a_removed_user_is_told_as_gone() -> None:
    assert "no longer a user" in denied("REMOVED").detail
    assert "“" not in denied("NOVEL").detail


def test_only_a_pause_that_xero_forces_is_a_limit() -> None:
    assert read_hold(Hold(until=NOW, spent=True, words="Enough.")).value == "reached"
    assert read_hold(Hold(until=NOW, spent=False, words="Spared.")).value == "free"


@pytest.mark.parametrize(
    ("scopes", "refresher", "connectable", "value"),
    [
        ("offline_access accounting.invoices", Refresher.ASSISTANT, True, "yes"),
        ("accounting.transactions", Refresher.HOST, False, "yes"),
        ("accounting.invoices.read", Refresher.ASSISTANT, True, "no"),
        ("accounting.invoices.read", Refresher.ASSISTANT, False, "closed"),
        ("accounting.invoices.read", Refresher.HOST, True, "closed"),
    ],
)
def test_the_scopes_tell_whether_we_may_write_and_who_could_let_us(
    scopes: str, refresher: Refresher, connectable: bool, value: str
) -> None:
    tokens = replace(consent(), scopes=tuple(scopes.split()), refreshed_by=refresher)
    assert values(read_writes(tokens, connectable=connectable)) == {"xero_writes": value}


def test_without_scopes_nothing_is_known_of_writing() -> None:
    assert read_writes(consent(), connectable=True) == ()
