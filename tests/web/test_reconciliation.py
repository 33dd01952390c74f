"""The table as JSON and as a file that no spreadsheet can be tricked with."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import Unavailable
from bot.domain.reconciliation import Booked
from bot.ports.mirror import MirroredInvoice
from bot.web.reconciliation import BOM, COLUMNS, FORMULA, safe
from tests.services.stage import CLINIC, NOW
from tests.web.stage import Json, Opened, Web, bearer, identity, json_of

PAID = MirroredInvoice(
    organisation=CLINIC,
    uid="u1",
    number="WH1",
    document="invoice",
    status="Paid",
    xero_id="x1",
    clinic='=HYPERLINK("http://evil.example")',
    total="60.5",
    updated=NOW - timedelta(days=1),
    issued=datetime(2026, 2, 28, 23, 30, tzinfo=UTC),
)
OPEN = Booked(
    number="WH1",
    document="invoice",
    status="AUTHORISED",
    total=Decimal("60.50"),
    due=Decimal("10"),
)
NOTE = replace(PAID, uid="n1", number="+CN1", document="credit_note", status="", issued=None)


@pytest.fixture
def opened(web: Web) -> Opened:
    for document in (PAID, NOTE):
        web.mirror.record(document.uid, document, now=NOW)
    web.books.entries.append(OPEN)
    return web.agreed(identity())


def table(opened: Opened) -> Json:
    return json_of(opened.client.get(opened.url("reconciliation"), headers=bearer(opened.token)))


def file(opened: Opened) -> str:
    url = opened.url("reconciliation.csv")
    answer = opened.client.get(url, headers=bearer(opened.token))
    assert answer.status_code == 200
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    name = 'attachment; filename="hearlink-xero-2026-03-02.csv"'
    assert answer.headers["Content-Disposition"] == name
    return answer.get_data().decode("utf-8")


def test_the_table_is_told(opened: Opened) -> None:
    assert table(opened) == {
        "rows": [
            {
                "number": "+CN1",
                "document": "credit_note",
                "clinic": PAID.clinic,
                "problem": "missing",
                "text": "In HearLink, not in Xero.",
                "hearlink": {"status": "", "total": "60.50"},
                "xero": [],
            },
            {
                "number": "WH1",
                "document": "invoice",
                "issued": "2026-02-28",
                "clinic": PAID.clinic,
                "problem": "status",
                "text": "Paid in HearLink, not fully paid in Xero.",
                "hearlink": {"status": "Paid", "total": "60.50"},
                "xero": [{"status": "AUTHORISED", "total": "60.50"}],
            },
        ],
        "checked": 2,
        "at": "2026-03-02T09:00:00Z",
        "complete": True,
    }


def test_the_file_has_the_same_rows_and_no_formula(opened: Opened) -> None:
    text = file(opened)
    assert text.startswith(BOM)
    rows = list(csv.reader(io.StringIO(text.removeprefix(BOM))))
    assert rows == [
        list(COLUMNS),
        [
            "'+CN1",
            "Credit note",
            "",
            f"'{PAID.clinic}",
            "missing",
            "In HearLink, not in Xero.",
            "",
            "60.50",
            "",
            "",
        ],
        [
            "WH1",
            "Invoice",
            "2026-02-28",
            f"'{PAID.clinic}",
            "status",
            "Paid in HearLink, not fully paid in Xero.",
            "Paid",
            "60.50",
            "AUTHORISED",
            "60.50",
        ],
    ]


def test_page_and_file_share_one_look(web: Web, opened: Opened) -> None:
    table(opened)
    file(opened)
    assert len(web.books.asked) == 1


@given(st.text())
def test_no_cell_begins_like_a_formula(text: str) -> None:
    assert not safe(text).lstrip(" ").startswith(FORMULA)
    assert safe(text).removeprefix("'") == text.removeprefix("'")


@pytest.mark.parametrize("what", ["reconciliation", "reconciliation.csv"])
def test_who_may_not_look_is_told_why(web: Web, what: str) -> None:
    for token, words in ((None, "from inside HearLink"), (identity(), "after you agreed")):
        opened = web.start(token)
        answer = web.client.get(opened.url(what), headers=bearer(opened.token))
        assert (answer.status_code, answer.get_json()["error"]) == (403, "NotAllowed")
        assert words in answer.get_json()["message"]


@pytest.mark.parametrize("what", ["reconciliation", "reconciliation.csv"])
def test_a_failing_xero_has_the_one_shape(web: Web, opened: Opened, what: str) -> None:
    web.books.problem = Unavailable("Xero did not answer in time.")
    answer = web.client.get(opened.url(what), headers=bearer(opened.token))
    assert answer.status_code == 502
    assert answer.get_json() == {
        "ok": False,
        "error": "Unavailable",
        "message": "Xero did not answer in time.",
    }


@pytest.mark.parametrize("what", ["reconciliation", "reconciliation.csv"])
def test_comparing_is_limited_like_looking(web: Web, what: str) -> None:
    slow = Web(web.services.knowledge, limits={"checks": "1 per minute"})
    opened = slow.agreed(identity())
    statuses = [
        slow.client.get(opened.url(what), headers=bearer(opened.token)).status_code
        for _ in range(2)
    ]
    assert statuses == [200, 429]
