"""What HearLink's settings endpoint tells, and what stays open when it tells less."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from werkzeug.wrappers import Response

from bot.adapters.hearlink.client import read_object
from bot.adapters.hearlink.contract import Codes, Integration, Override, SyncError, WebhookHealth
from bot.adapters.hearlink.looks import hearlink_looks
from bot.adapters.hearlink.settings import HearLinkSettings
from bot.adapters.hearlink.settings_look import read_settings
from bot.domain.errors import Limited, OutsideError, Refused, Unavailable
from bot.domain.facts import CheckId, Fact, FactName, Source
from bot.ports.looks import Finding, Look, Target
from bot.ports.mirror import MirroredInvoice
from bot.ports.people import OrganisationId
from tests.adapters.wire import Reply, Wire, serving, told
from tests.fakes import FakeMirror

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
WILLOW = OrganisationId("org_willow")
ROOT = Path(__file__).parents[2]
CONTRACT = yaml.safe_load((ROOT / "docs/hearlink-settings.openapi.yaml").read_text("utf-8"))
ANSWER = CONTRACT["paths"]["/integrations/xero"]["get"]["responses"]["200"]
EXAMPLE: dict[str, object] = ANSWER["content"]["application/json"]["example"]
PATH = "/api/integrations/xero"
OLD = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
HEARD = MirroredInvoice(
    organisation=WILLOW,
    uid="u41",
    number="WH00041",
    document="transaction",
    status="",
    xero_id=None,
    clinic="",
    total="",
    updated=datetime(2026, 11, 22, 8, 1, tzinfo=UTC),
)


def values(
    found: Mapping[str, object], *, knows_number: bool = False, heard: datetime | None = None
) -> dict[str, str]:
    findings = read_settings(found, now=NOW, knows_number=knows_number, heard=heard)
    return {str(one.fact): one.value for one in findings}


def details(found: Mapping[str, object]) -> dict[str, str]:
    return {str(one.fact): one.detail for one in read_settings(found, now=NOW)}


def test_the_example_of_the_contract_gives_every_fact() -> None:
    assert values(EXAMPLE) == {
        "integration": "on",
        "reauth": "none",
        "auto_sync": "on",
        "sync_as": "authorised",
        "sync_statuses": "Finalised, Paid",
        "credit_notes": "on",
        "mapping": "Hearing Aids=200/ZERORATEDOUTPUT; Accessories=210/OUTPUT2;"
        " Services=220/OUTPUT2; Custom Items=230/OUTPUT2; @Northgate Services=221/OUTPUT2",
        "mapping_complete": "yes",
        "payment_account_code": "090",
        "currency": "GBP",
        "last_error": "The document DueDate field must be specified",
        "invoice_number": "WH00041",
        "webhooks": "silent",
        "clinic_names": '{"5f0f7f0e-3a47-4c0e-9d0e-2f6f0f5b7c11": "Northgate"}',
        "last_synced_at": "2026-11-13T17:40:00+00:00",
    }


def test_everything_that_is_read_is_in_the_contract() -> None:
    schemas = CONTRACT["components"]["schemas"]
    assert set(Integration.model_fields) <= set(schemas["Integration"]["properties"])
    assert set(SyncError.model_fields) <= set(schemas["SyncError"]["properties"])
    assert set(Codes.model_fields) == set(schemas["Mapped"]["properties"])
    assert set(Override.model_fields) == set(schemas["Override"]["properties"])
    assert set(WebhookHealth.model_fields) == set(schemas["Webhook"]["properties"])


def test_the_other_settings_are_read_too() -> None:
    found = {
        "enabled": False,
        "reauth_required": True,
        "mode": "manual",
        "sync_as": "draft",
        "statuses": [],
        "credit_notes": False,
        "last_error": None,
    }
    assert values(found) == {
        "integration": "off",
        "reauth": "required",
        "auto_sync": "off",
        "sync_as": "draft",
        "sync_statuses": "none",
        "credit_notes": "off",
        "last_error": "none",
    }


@pytest.mark.parametrize(
    ("odd", "missing"),
    [
        ({"enabled": None}, "integration"),
        ({"enabled": ["x"]}, "integration"),
        ({"mode": "sometimes"}, "auto_sync"),
        ({"sync_as": 7}, "sync_as"),
        ({"statuses": "Paid"}, "sync_statuses"),
        ({"statuses": [None]}, "sync_statuses"),
        ({"credit_notes": {}}, "credit_notes"),
        ({"reauth_required": "who knows"}, "reauth"),
        ({"last_error": 7}, "last_error"),
        ({"last_error": {"message": None, "number": "WH00041"}}, "last_error"),
        ({"last_error": {}}, "last_error"),
        ({"payment_account": {}}, "payment_account_code"),
        ({"payment_account": " "}, "payment_account_code"),
        ({"currency": "pounds"}, "currency"),
        ({"currency": None}, "currency"),
    ],
)
def test_an_odd_key_leaves_that_fact_open_and_no_other(
    odd: dict[str, object], missing: str
) -> None:
    lost = {missing, "invoice_number"} if missing == "last_error" else {missing}
    found = values({**EXAMPLE, **odd, "something": "new"})
    assert values(EXAMPLE).keys() - found.keys() == lost


CODES = {"account": "200", "tax": "OUTPUT2"}


@pytest.mark.parametrize(
    ("odd", "detail"),
    [
        ({"account": "200"}, "Services has no tax rate for Xero"),
        ({"account": "", "tax": "OUTPUT2"}, "Services has no revenue account for Xero"),
        ({"account": None, "tax": "OUTPUT2"}, "Services has no revenue account for Xero"),
        ({}, "Services has no revenue account and no tax rate for Xero"),
    ],
)
def test_a_category_without_a_code_is_named(odd: dict[str, object], detail: str) -> None:
    found = {"mapping": {"Accessories": CODES, "Services": odd}}
    assert values(found)["mapping_complete"] == "no"
    assert details(found)["mapping_complete"] == f"In HearLink, {detail}."


@pytest.mark.parametrize("odd", [None, 7, [], {"account": {}, "tax": "OUTPUT2"}])
def test_a_category_that_cannot_be_read_is_neither_complete_nor_incomplete(odd: object) -> None:
    found = values({"mapping": {"Accessories": CODES, "Services": odd}})
    assert found["mapping"] == "Accessories=200/OUTPUT2"
    assert "mapping_complete" not in found


def test_what_only_later_looks_need_is_handed_on() -> None:
    found = read_settings(EXAMPLE, now=NOW)
    assert [one.fact for one in found if one.fleeting] == ["clinic_names", "last_synced_at"]


def test_codes_may_be_numbers() -> None:
    found = values({"mapping": {"Services": {"account": 200, "tax": "OUTPUT2"}}})
    assert found["mapping"] == "Services=200/OUTPUT2"


@pytest.mark.parametrize("mapping", [{}, None, [], "none"])
def test_without_a_mapping_nothing_is_said_of_it(mapping: object) -> None:
    assert {"mapping", "mapping_complete"}.isdisjoint(values({"enabled": True, "mapping": mapping}))


def test_what_a_clinic_leaves_open_is_as_for_all_clinics() -> None:
    overrides = [
        {"clinic": "Castle Street", "mapping": {"Services": {"account": "221"}}},
        {"clinic": "", "mapping": {"Services": {"account": "999"}}},
        {"clinic": "Harbour", "mapping": {"Repairs": {"account": "240"}}},
        {"clinic": "Quay", "mapping": None},
        None,
    ]
    found = {"mapping": {"Services": CODES}, "overrides": overrides}
    assert values(found)["mapping"] == (
        "Services=200/OUTPUT2; @Castle%20Street Services=221/OUTPUT2; @Harbour Repairs=240/"
    )
    assert "clinic_names" not in values(found)
    lacking = "In HearLink, Repairs at Harbour has no tax rate for Xero."
    assert details(found)["mapping_complete"] == lacking


SYNCED = {"enabled": True, "last_synced_at": "2026-11-22T08:00:00Z"}
THEN = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("found", "heard", "expected"),
    [
        (SYNCED, None, "silent"),
        (SYNCED, THEN - timedelta(minutes=61), "silent"),
        (SYNCED, THEN - timedelta(minutes=60), "current"),
        (SYNCED, THEN + timedelta(hours=9), "current"),
        ({"enabled": True, "last_synced_at": None}, None, None),
        ({"enabled": True, "last_synced_at": None}, THEN, None),
        ({"enabled": True, "webhook": {"enabled": True}}, THEN, "current"),
        ({"enabled": True, "webhook": {"enabled": True}}, None, None),
        ({**SYNCED, "webhook": {"enabled": False}}, THEN, "silent"),
        ({**SYNCED, "webhook": {"enabled": "who knows"}}, THEN, "current"),
        ({**SYNCED, "webhook": 7}, THEN, "current"),
    ],
)
def test_webhooks_are_silent_where_hearlink_did_more_than_we_heard_of(
    found: dict[str, object], heard: datetime | None, expected: str | None
) -> None:
    assert values(found, heard=heard).get("webhooks") == expected


def test_the_mirror_tells_the_look_what_it_heard(wire: Wire) -> None:
    wire.on(PATH, told(SYNCED))
    mirror = FakeMirror()
    assert look(wire, mirror)["webhooks"] == "silent"
    mirror.record("d1", replace(HEARD, organisation=OrganisationId("another")), now=NOW)
    assert look(wire, mirror)["webhooks"] == "silent"
    mirror.record("d2", HEARD, now=NOW)
    assert look(wire, mirror)["webhooks"] == "current"


def test_silence_is_told_with_its_beginning() -> None:
    switched_off = {"webhook": {"enabled": False, "last_delivery_at": "2026-11-20T08:00:00Z"}}
    assert details(switched_off)["webhooks"] == (
        "HearLink's webhook to this assistant is switched off;"
        " it last delivered something on 20 November at 08:00."
    )
    (said,) = (one.detail for one in read_settings(SYNCED, now=NOW, heard=OLD) if is_webhooks(one))
    assert said.endswith("have stopped arriving; the last one is of 20 November at 08:00.")


def is_webhooks(finding: Finding) -> bool:
    return finding.fact == "webhooks"


def test_an_absent_error_is_not_no_error() -> None:
    assert "last_error" not in values({"enabled": True})


def test_an_odd_time_costs_only_the_time() -> None:
    error = {"message": "No.", "at": "last week"}
    told_at = details({"enabled": True, "last_error": error, "last_synced_at": "then"})
    assert told_at["integration"] == "The Xero integration is switched on in HearLink."
    assert told_at["last_error"] == "HearLink's last error was: “No”."


def test_times_are_told_in_words_by_the_clocks_of_the_clinic() -> None:
    error = {"message": "No", "at": "2026-07-14T09:12:00Z"}
    said = details({"enabled": True, "last_error": error, "last_synced_at": "2025-11-14T09:12:00"})
    assert said["last_error"] == "HearLink's last error on 14 July at 10:12 was: “No”."
    assert said["integration"].endswith("it last sent something on 14 November 2025 at 09:12.")


def test_a_known_invoice_number_is_not_told_again() -> None:
    assert "invoice_number" not in values(EXAMPLE, knows_number=True)


@pytest.mark.parametrize("found", [{}, {"enabled": None}, {"error": "x"}])
def test_an_answer_without_any_setting_is_unknown(found: dict[str, object]) -> None:
    with pytest.raises(Unavailable):
        read_settings(found, now=NOW)


@pytest.mark.parametrize(
    ("status", "headers", "body", "error"),
    [
        (200, {}, b"<html>", Unavailable),
        (200, {}, b"null", Unavailable),
        (200, {}, b"[]", Unavailable),
        (200, {}, b"[" * 100_000, Unavailable),
        (204, {}, b"", Unavailable),
        (302, {}, b"", Unavailable),
        (401, {}, b'{"success": false, "error": {"code": "UNAUTHORISED"}}', Refused),
        (403, {}, b"<html>", Refused),
        (400, {}, b'{"error": "text"}', Refused),
        (429, {"retry-after": "5"}, b"", Limited),
        (429, {"retry-after": "soon"}, b"", Limited),
        (500, {}, b"{}", Unavailable),
        (503, {}, b"<html>", Unavailable),
    ],
)
def test_every_failure_is_an_outside_error(
    status: int, headers: dict[str, str], body: bytes, error: type[OutsideError]
) -> None:
    with pytest.raises(error) as caught:
        read_object(status, headers, body)
    if isinstance(caught.value, Limited) and headers["retry-after"] == "5":
        assert caught.value.wait == timedelta(seconds=5)


@pytest.fixture
def wire() -> Iterator[Wire]:
    with serving() as running:
        yield running


def settings_look(
    wire: Wire,
    mirror: FakeMirror | None = None,
    *,
    api_key: str = "key-1",
    settings_url: str | None = None,
) -> Look:
    settings = HearLinkSettings(
        base_url=f"{wire.url}/api",
        api_key=api_key,
        settings_url=settings_url,
        timeout=(0.3, 0.3),
    )
    return hearlink_looks(settings, mirror or FakeMirror())[CheckId("hearlink_settings")]


def look(wire: Wire, mirror: FakeMirror | None = None) -> dict[str, str]:
    found: list[Finding] = list(settings_look(wire, mirror)(Target(organisation=WILLOW), now=NOW))
    return {str(one.fact): one.value for one in found}


def test_the_endpoint_is_asked_with_key_and_organisation(wire: Wire) -> None:
    wire.on(PATH, told(EXAMPLE))
    assert look(wire) == values(EXAMPLE)
    (request,) = wire.asked
    assert request.args.to_dict() == {"org": "org_willow"}
    assert request.headers["x-api-key"] == "key-1"


def test_the_endpoint_may_be_elsewhere(wire: Wire) -> None:
    wire.on("/elsewhere/integrations/xero", told(EXAMPLE))
    chosen = settings_look(wire, settings_url=f"{wire.url}/elsewhere")
    assert chosen(Target(organisation=WILLOW), now=NOW)


def test_a_number_that_is_known_is_kept(wire: Wire) -> None:
    wire.on(PATH, told(EXAMPLE))
    name = FactName("invoice_number")
    said = Fact(name=name, value="WH1", source=Source.SAID, at=NOW)
    found = settings_look(wire)(Target(organisation=WILLOW, facts={name: said}), now=NOW)
    assert name not in [one.fact for one in found]


def cut_short(_: object) -> Response:
    return Response(b"{", headers={"Content-Length": "500"})


@pytest.mark.parametrize(
    "reply",
    [
        Response(status=404),
        Response(b"<html>", 200),
        Response(status=500),
        Response(status=302, headers={"Location": "/elsewhere"}),
        Response(b"{}", headers={"Content-Encoding": "gzip"}),
        cut_short,
        None,
    ],
)
def test_an_endpoint_that_is_missing_broken_or_silent_is_unknown(
    wire: Wire, reply: Reply | Response | None
) -> None:
    wire.on(PATH, reply or wire.hang)
    with pytest.raises(Unavailable):
        look(wire)
    assert len(wire.asked) == 1


def test_without_a_key_nobody_is_asked(wire: Wire) -> None:
    with pytest.raises(Unavailable):
        settings_look(wire, api_key="")(Target(organisation=WILLOW), now=NOW)
    assert wire.asked == []


def test_a_wrong_key_is_refused_and_stays_secret(
    wire: Wire, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    wire.on(PATH, told({"error": {"code": "UNAUTHORISED"}}, 401))
    with pytest.raises(Refused) as caught:
        look(wire)
    assert (caught.value.answer, caught.value.reason) == (401, "UNAUTHORISED")
    shown = f"{settings_look(wire)!r} {caught.value!r} {caplog.text}"
    assert "key-1" not in shown
    assert "httpcore" in caplog.text


def test_no_secret_is_in_the_settings_as_printed() -> None:
    printed = repr(HearLinkSettings(api_key="key-1", webhook_secret="hush"))
    assert "key-1" not in printed
    assert "hush" not in printed


NEVER = ["0001-01-01T00:00:00Z", "1999-12-31T23:59:59Z", "9999-12-31T23:59:59-12:00"]


@pytest.mark.parametrize("never", NEVER)
def test_a_moment_that_means_never_is_not_told(never: str) -> None:
    odd = {
        "enabled": True,
        "last_synced_at": never,
        "last_error": {"message": "boo", "at": never},
        "webhook": {"enabled": False, "last_delivery_at": never},
    }
    assert details(odd) == {
        "integration": "The Xero integration is switched on in HearLink.",
        "last_error": "HearLink's last error was: “boo”.",
        "webhooks": "HearLink's webhook to this assistant is switched off.",
    }
