"""Xero's API read by hand and through xero-python."""

from typing import Any

import pytest
import urllib3
import xero_python.accounting
import xero_python.identity
from flask.testing import FlaskClient
from xero_python import rest
from xero_python.api_client import ApiClient
from xero_python.api_client.configuration import Configuration
from xero_python.api_client.oauth2 import OAuth2Token
from xero_python.exceptions import HTTPStatusException, RateLimitException

from bot.sandbox.organisation import Organisation
from bot.sandbox.world import World
from tests.sandbox.stage import as_tenant

API = "/xero/api.xro/2.0"


class OnceOnly(rest.RESTClientObject):  # type: ignore[misc]  # the SDK ships no types
    """No retries, because the SDK sleeps through a Retry-After."""

    def __init__(self, configuration: Any) -> None:
        super().__init__(configuration)
        self.pool_manager.connection_pool_kw["retries"] = urllib3.Retry(
            total=0, respect_retry_after_header=False
        )


def sdk(organisation: Organisation) -> Any:
    configuration = Configuration()
    # Assigned, never passed: the constructor's arguments are shared by the whole program.
    configuration.oauth2_token = OAuth2Token()
    client = ApiClient(configuration)
    client.rest_client = OnceOnly(configuration)
    token = {
        "access_token": organisation.tokens.access_token,
        "scope": [],
        "expires_in": 1800,
        "token_type": "Bearer",
    }
    client.oauth2_token_getter(lambda: token)
    return client


def accounting(organisation: Organisation, address: str) -> Any:
    return xero_python.accounting.AccountingApi(sdk(organisation), base_url=address + API)


def identity(organisation: Organisation, address: str) -> Any:
    return xero_python.identity.IdentityApi(sdk(organisation), base_url=f"{address}/xero")


def read(wire: FlaskClient, organisation: Organisation, path: str) -> Any:
    answer = wire.get(f"{API}/{path}", headers=as_tenant(organisation))
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def test_sdk_reads_every_main_resource(clinic: Organisation, address: str) -> None:
    api, tenant = accounting(clinic, address), clinic.tenant_id
    assert api.get_organisations(tenant).organisations[0].name == "Willow Hearing"
    actions = {one.name: one.status for one in api.get_organisation_actions(tenant).actions}
    assert actions["CreateDraftInvoice"] == "ALLOWED"
    assert api.get_users(tenant).users[1].organisation_role == "STANDARD"
    assert len(api.get_invoices(tenant).invoices) == 12
    assert len(api.get_accounts(tenant).accounts) == 7
    assert len(api.get_tax_rates(tenant).tax_rates) == 3
    assert len(api.get_currencies(tenant).currencies) == 2
    wanted = 'CreditNoteNumber=="CN00007"'
    assert len(api.get_credit_notes(tenant, where=wanted).credit_notes) == 1
    contact = clinic.situation.contacts[0]
    assert api.get_contact(tenant, contact.id).contacts[0].name == contact.name
    assert identity(clinic, address).get_connections()[0].tenant_id == tenant


def test_sdk_finds_an_invoice_by_its_number(clinic: Organisation, address: str) -> None:
    api = accounting(clinic, address)
    found = api.get_invoices(clinic.tenant_id, invoice_numbers=["WH00041"]).invoices
    assert [(one.invoice_number, one.status, one.total) for one in found] == [
        ("WH00041", "AUTHORISED", 2395.0)
    ]
    assert str(found[0].due_date) == "2026-12-20"
    assert api.get_invoice(clinic.tenant_id, found[0].invoice_id).invoices[0].line_items


def test_sdk_sees_what_the_failures_are(world: World, address: str) -> None:
    limited, down = world.create(["rate_limited"]), world.create(["xero_down"])
    with pytest.raises(RateLimitException) as problem:
        accounting(limited, address).get_organisations(limited.tenant_id)
    assert problem.value.rate_limit == "day"
    with pytest.raises(HTTPStatusException) as outage:
        accounting(down, address).get_organisations(down.tenant_id)
    assert outage.value.status == 503


def test_disconnected_tenant_is_forbidden_and_the_list_is_empty(world: World, address: str) -> None:
    gone = world.create(["xero_disconnected"])
    assert identity(gone, address).get_connections() == []
    with pytest.raises(HTTPStatusException) as problem:
        accounting(gone, address).get_organisations(gone.tenant_id)
    assert problem.value.status == 403


def test_lines_come_with_a_page_or_a_single_invoice_only(
    wire: FlaskClient, clinic: Organisation
) -> None:
    assert "LineItems" not in read(wire, clinic, "Invoices")["Invoices"][0]
    paged = read(wire, clinic, "Invoices?page=3&pageSize=5")
    assert paged["pagination"] == {"page": 3, "pageSize": 5, "pageCount": 3, "itemCount": 12}
    assert [len(one["LineItems"]) for one in paged["Invoices"]] == [1, 2]
    summary = read(wire, clinic, "Invoices?page=1&summaryOnly=true")
    assert "LineItems" not in summary["Invoices"][0]
    assert read(wire, clinic, "Invoices/WH00041")["Invoices"][0]["LineItems"]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("InvoiceNumbers=WH00041,WH00035", ["WH00035", "WH00041"]),
        ("Statuses=AUTHORISED", ["WH00039", "WH00041", "WH00042"]),
        ('where=InvoiceNumber=="WH00041" AND Type=="ACCREC"', ["WH00041"]),
        ('where=Contact.Name=="Peter Lanyon"', ["WH00041"]),
        ("where=Date>=DateTime(2026,11,20) AND Total<100", ["WH00042"]),
        ("InvoiceNumbers=WH00037", []),
    ],
)
def test_invoices_are_narrowed_down(
    wire: FlaskClient, clinic: Organisation, query: str, numbers: list[str]
) -> None:
    found = read(wire, clinic, f"Invoices?{query}")["Invoices"]
    assert [one["InvoiceNumber"] for one in found] == numbers


@pytest.mark.parametrize(
    "since", ["2026-11-21T00:00:00", "2026-11-21T00:00:00+00:00", "Sat, 21 Nov 2026 00:00:00 GMT"]
)
def test_only_what_changed_since(wire: FlaskClient, clinic: Organisation, since: str) -> None:
    headers = as_tenant(clinic) | {"If-Modified-Since": since}
    found = wire.get(f"{API}/Invoices", headers=headers).get_json()["Invoices"]
    assert [one["InvoiceNumber"] for one in found] == ["WH00042"]


def test_bad_filter_is_a_query_problem(wire: FlaskClient, clinic: Organisation) -> None:
    answer = wire.get(f"{API}/Invoices?where=Colour==%22red%22", headers=as_tenant(clinic))
    assert answer.status_code == 400
    assert answer.get_json()["Type"] == "QueryParseException"


def test_unknown_things_are_not_found(wire: FlaskClient, clinic: Organisation) -> None:
    for path in ("Invoices/nothing", "Wishes", "Wishes/1"):
        answer = wire.get(f"{API}/{path}", headers=as_tenant(clinic))
        assert (answer.status_code, answer.mimetype) == (404, "text/html")


def test_archived_contact_hides_in_the_list_but_not_by_id(wire: FlaskClient, world: World) -> None:
    clinic = world.create(["contact_archived"])
    where = 'where=Name=="Peter Lanyon"'
    assert read(wire, clinic, f"Contacts?{where}")["Contacts"] == []
    [found] = read(wire, clinic, f"Contacts?{where}&includeArchived=true")["Contacts"]
    [same] = read(wire, clinic, f"Contacts/{found['ContactID']}")["Contacts"]
    assert same["ContactStatus"] == "ARCHIVED"


def test_consenting_user_is_found_by_the_global_id_alone(
    wire: FlaskClient, clinic: Organisation
) -> None:
    users = read(wire, clinic, "Users")["Users"]
    [mine] = [one for one in users if one["GlobalUserID"] == clinic.xero_user_id]
    assert mine["UserID"] != clinic.xero_user_id


def test_reconnected_organisation_shows_in_its_dates(wire: FlaskClient, world: World) -> None:
    clinic = world.create(["xero_disconnected"])
    world.repair(clinic, "xero_disconnected")
    for path in ("/xero/connections", "/xero/Connections"):
        [row] = wire.get(path, headers=as_tenant(clinic)).get_json()
        assert row["createdDateUtc"] == "2026-08-24T10:30:00.0000000"
        assert row["updatedDateUtc"] == "2026-11-22T10:30:00.0000000"
