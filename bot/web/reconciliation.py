"""The comparison of HearLink with Xero, as JSON and as a file for a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from bot.domain.reconciliation import Difference
from bot.services.reconciliation import Table
from bot.web.current import services
from bot.web.identity import proven_key
from bot.web.limits import limit
from bot.web.schemas import ConversationPath
from bot.web.spec import VISITOR
from bot.web.wire import ErrorOut, ReconciliationOut, RowOut, wire

Answer = tuple[dict[str, Any], int]

CLINIC_TIME = ZoneInfo("Europe/London")
"""The days of a table are those of a clinic."""

COLUMNS = (
    "Number",
    "Document",
    "Issued",
    "Clinic",
    "Problem",
    "What differs",
    "HearLink status",
    "HearLink total",
    "Xero status",
    "Xero total",
)
NAMES = {"invoice": "Invoice", "credit_note": "Credit note"}
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""How a cell begins that a spreadsheet may take for a formula."""

BOM = "\ufeff"
"""Without it Excel reads UTF-8 as something else."""

FILE: dict[str, Any] = {
    "description": "The same as CSV (UTF-8), one row for each difference.",
    "content": {"text/csv": {"schema": {"type": "string"}}},
}

reconciliation = APIBlueprint(
    "reconciliation",
    __name__,
    url_prefix="/api/v1",
    abp_tags=[Tag(name="Reconciliation", description="HearLink against Xero, by number.")],
    abp_responses={"400": ErrorOut, "4XX": ErrorOut, "5XX": ErrorOut},
)


@reconciliation.get(
    "/conversations/<conversation>/reconciliation",
    responses={200: ReconciliationOut},
    security=VISITOR,
)
@limit("checks")
def table(path: ConversationPath) -> Answer:
    """Compare HearLink's newest documents with Xero; needs a yes to looking."""
    made = services().reconciliation.table(proven_key(path.conversation))
    out = ReconciliationOut(
        rows=rows_of(made),
        checked=made.checked,
        at=made.at,
        complete=made.complete,
    )
    return wire(out), 200


@reconciliation.get(
    "/conversations/<conversation>/reconciliation.csv", responses={200: FILE}, security=VISITOR
)
@limit("checks")
def file(path: ConversationPath) -> Response:
    """The comparison as a file for a spreadsheet."""
    return file_of(services().reconciliation.table(proven_key(path.conversation)))


def file_of(made: Table) -> Response:
    """The table as a file to keep."""
    name = f"hearlink-xero-{made.at.astimezone(CLINIC_TIME):%Y-%m-%d}.csv"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    return Response(csv_of(made), mimetype="text/csv", headers=headers)


def csv_of(made: Table) -> str:
    """The table as CSV."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows(map(_cells, made.rows))
    return BOM + text.getvalue()


def _cells(row: Difference) -> Iterator[str]:
    ours, theirs = row.ours, row.theirs
    yield safe(ours.number)
    yield NAMES.get(ours.document, ours.document)
    yield str(_day(ours.issued) or "")
    yield safe(ours.clinic)
    yield row.problem
    yield safe(row.text)
    yield safe(ours.status)
    yield _money(ours.total) or ""
    yield safe("; ".join(one.status for one in theirs))
    yield _totals(one.total for one in theirs)


def safe(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


def _totals(totals: Iterable[Decimal | None]) -> str:
    return "; ".join(_money(total) or "?" for total in totals)


def rows_of(made: Table) -> list[RowOut]:
    """The differences as they are shown."""
    return [_row(one) for one in made.rows]


def _row(row: Difference) -> RowOut:
    ours = row.ours
    told = {
        "number": ours.number,
        "document": ours.document,
        "issued": _day(ours.issued),
        "clinic": ours.clinic,
        "problem": row.problem,
        "text": row.text,
        "hearlink": {"status": ours.status, "total": _money(ours.total)},
        "xero": [{"status": one.status, "total": _money(one.total)} for one in row.theirs],
    }
    return RowOut.model_validate(told)


def _day(moment: datetime | None) -> date | None:
    return moment.astimezone(CLINIC_TIME).date() if moment else None


def _money(total: Decimal | None) -> str | None:
    return None if total is None else f"{total:.2f}"
