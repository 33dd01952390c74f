"""Whatever JSON HearLink may send: a fact that the answer bears out, or nothing."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject

from bot.adapters.hearlink.client import HearLinkClient, read_object
from bot.adapters.hearlink.invoice_look import InvoiceLook
from bot.adapters.hearlink.settings import HearLinkSettings
from bot.adapters.hearlink.settings_look import SettingsLook
from bot.adapters.hearlink.webhook import read_delivery
from bot.bootstrap import load_knowledge
from bot.domain.errors import BadInput, OutsideError
from bot.domain.mapping import read
from bot.ports.looks import Finding, Look
from bot.ports.mirror import MirroredInvoice
from tests.adapters.nonsense import anything, odd, spoilt, written
from tests.adapters.xero_answers import NOW, WILLOW, target, values
from tests.fakes import FakeMirror

CONTRACT = yaml.safe_load(
    (Path(__file__).parents[2] / "docs/hearlink-settings.openapi.yaml").read_text("utf-8")
)
ANSWER = CONTRACT["paths"]["/integrations/xero"]["get"]["responses"]["200"]
TOLD: Mapping[str, object] = ANSWER["content"]["application/json"]["example"]
CODES = {"account": "200", "tax": "OUTPUT2"}
LACKING: Mapping[str, object] = {
    **TOLD,
    "enabled": False,
    "reauth_required": True,
    "mode": "manual",
    "sync_as": "draft",
    "statuses": [],
    "mapping": {"Services": {"account": None, "tax": "OUTPUT2"}, "Repairs": CODES},
    "overrides": [
        {"clinic": "Northgate", "mapping": {"Repairs": {"account": "221"}, "Extras": CODES}}
    ],
    "webhook": {"enabled": False, "last_delivery_at": "2026-11-13T17:40:00Z"},
    "last_error": None,
    "last_synced_at": None,
}
RECORD: Mapping[str, object] = {
    "uid": "u/41",
    "orderNumber": "WH00041",
    "status": "Paid",
    "xeroInvoiceId": "7d1f0a52-0000-4000-8000-000000000041",
    "orderDate": "2026-11-14T00:30:00.000+01:00",
    "dueDate": "2026-12-14T09:12:00.000Z",
    "patient": {"uid": "p1", "fullName": "Peter Lanyon"},
    "clinic": {"uid": "c1", "name": "Northgate"},
    "lineItems": [{"type": "Hearing Aids", "description": "A pair", "total": 2395.0}],
    "total": 2395.0,
}
BARE = {**RECORD, "xeroInvoiceId": None, "dueDate": None, "billTo": "Peter Lanyon", "total": -5}
KNOWN = MirroredInvoice(
    organisation=WILLOW,
    uid="u/41",
    number="WH00041",
    document="invoice",
    status="Open",
    xero_id=None,
    clinic="c1",
    total="2395.0",
    updated=datetime(2026, 11, 14, 9, 12, tzinfo=UTC),
)
DELIVERY = {
    "id": "d1",
    "event": "invoice.updated",
    "createdAt": "2026-11-22T09:00:00Z",
    "organisation": WILLOW,
    "data": RECORD,
}
SETTINGS = HearLinkSettings(base_url="http://127.0.0.1:9", api_key="key-1")
ANSWERS = {"settings": (TOLD, LACKING), "invoice": (RECORD, BARE)}
KINDS = load_knowledge().first_topic.facts


class Recorded(HearLinkClient):
    """Answers everything with what was recorded."""

    def __init__(self, body: object) -> None:
        self._body = body

    def get(self, url: str, query: Mapping[str, str] | None = None) -> Mapping[str, object]:
        """The object in that answer, read as from the wire."""
        return read_object(200, {}, written(self._body))


def found(look: str, body: object) -> Sequence[Finding]:
    """What a look finds in this answer; nothing where it leaves it unknown."""
    mirror, client = FakeMirror(), Recorded(body)
    mirror.record("d1", KNOWN, now=NOW)
    looks: Mapping[str, Look] = {
        "settings": SettingsLook(SETTINGS, client, mirror),
        "invoice": InvoiceLook(SETTINGS, client, mirror),
    }
    at = target(invoice_number="WH00041", sync_statuses="Finalised, Paid", sync_as="authorised")
    try:
        return looks[look](at, now=NOW)
    except OutsideError:
        return ()


def told(look: str, body: object) -> set[tuple[str, str]]:
    """The same as pairs of fact and value; of the mapping each entry for itself."""
    seen = values(found(look, body))
    entries = {("mapping", f"{replace(one, clinic='')}") for one in read(seen.pop("mapping", ""))}
    return {*seen.items(), *entries}


@pytest.mark.parametrize("look", ANSWERS)
@settings(deadline=None)
@given(draw=st.data())
def test_what_makes_no_sense_adds_no_fact(look: str, draw: DataObject) -> None:
    good = draw.draw(st.sampled_from(ANSWERS[look]))
    spoiling = draw.draw(spoilt(good, odd()))
    # What is not filled in HearLink leaves out, so that any object may lack anything.
    assume(not isinstance(spoiling.was, dict) or not isinstance(spoiling.value, dict))
    about = spoiling.place not in {(), ("uid",)}
    # Where HearLink's answer is not about this invoice, what the mirror remembers stands.
    allowed = told(look, good) if about else told(look, None)
    assert told(look, spoiling.body) <= allowed, spoiling


@pytest.mark.parametrize("look", ANSWERS)
@settings(deadline=None)
@given(draw=st.data())
def test_whatever_comes_is_a_fact_that_authors_know_or_unknown(look: str, draw: DataObject) -> None:
    good = draw.draw(st.sampled_from(ANSWERS[look]))
    spoiling = draw.draw(spoilt(good, anything()))
    for one in found(look, spoiling.body):
        known = one.fleeting or KINDS[one.fact].free or one.value in KINDS[one.fact].values
        assert known, spoiling


@settings(deadline=None)
@given(draw=st.data())
def test_a_delivery_is_read_or_refused_whatever_is_in_it(draw: DataObject) -> None:
    assert read_delivery(written(DELIVERY), now=NOW)[1] is not None
    with suppress(BadInput):
        read_delivery(written(draw.draw(spoilt(DELIVERY, anything())).body), now=NOW)
