"""How does this invoice stand in HearLink, does it sync, and did it?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from urllib.parse import quote

from bot.adapters.hearlink.client import HearLinkClient
from bot.adapters.hearlink.handed_on import called
from bot.adapters.hearlink.history_look import WINDOW
from bot.adapters.hearlink.records import LINK, Record, read_record, readable
from bot.adapters.hearlink.required import contact, read_required
from bot.adapters.hearlink.settings import HearLinkSettings
from bot.adapters.moments import believable, clinic_day, spoken
from bot.domain.errors import OutsideError, Refused, Unavailable
from bot.domain.facts import FactName
from bot.domain.standing import included, standing
from bot.ports.looks import Finding, Target
from bot.ports.mirror import CREDIT_NOTE, INVOICE, Mirror, MirroredInvoice

LINKED, KNOWN = FactName("hearlink_linked"), FactName("invoice_known")


@dataclass(frozen=True, slots=True)
class InvoiceLook:
    """Gives document, invoice_status, invoice_included, hearlink_linked and required_fields, or
    that HearLink never told of the number, as invoice_known.

    Hands on invoice_date, invoice_contact, invoice_categories and invoice_clinic; of a credit
    note credited_invoice and credit_note_total.
    """

    settings: HearLinkSettings
    client: HearLinkClient
    mirror: Mirror

    def __call__(self, target: Target, *, now: datetime) -> Sequence[Finding]:
        """Finds the number in the mirror, then asks for that invoice fresh.

        The mirror stands in where HearLink does not answer, whose API finds no invoice by number.
        """
        number = target.value("invoice_number")
        if not number:
            return ()
        known = self.mirror.find(target.organisation, number)
        if known is None:
            return [self._unheard_of(number, target, now=now)]
        record = self._record(known)
        newest = _renewed(known, record) if record else known
        told = "" if record else f"On {spoken(known.updated, now=now)} "
        findings = list(read_invoice(newest, synced=target.value("sync_statuses"), told=told))
        if record and not readable(record, LINK):
            findings = [one for one in findings if one.fact != LINKED]
        if record and (needed := _required(record, newest, target)):
            findings.append(needed)
        if not findings and newest.document == INVOICE:
            raise Unavailable("HearLink's answer says nothing about this document.")
        return [*findings, *self._handed_on(newest, record or {}, target, now=now)]

    def _unheard_of(self, number: str, target: Target, *, now: datetime) -> Finding:
        """That HearLink never told of this number; Unavailable where it tells of none."""
        silent = target.value("webhooks") == "silent"
        if silent or not self.mirror.history(target.organisation, since=now - WINDOW, limit=1):
            raise Unavailable("HearLink has not told us about this number.")
        return _finding(KNOWN, "no", f"HearLink has told me nothing of {number}.")

    def _record(self, known: MirroredInvoice) -> Record | None:
        """HearLink's own record of it now; None where it tells none."""
        if known.document != INVOICE:
            return None
        try:
            found = self.client.get(f"{self.settings.base_url}/invoices/{quote(known.uid, '')}")
        except OutsideError as error:
            if isinstance(error, Refused) and error.answer == HTTPStatus.NOT_FOUND:
                raise
            return None
        record = found.get("data", found)
        ours = isinstance(record, Mapping) and record.get("uid") == known.uid
        return record if isinstance(record, Mapping) and ours else None

    def _handed_on(
        self, newest: MirroredInvoice, record: Record, target: Target, *, now: datetime
    ) -> Iterator[Finding]:
        """What only the looks after this one need, and nobody keeps."""
        if newest.issued and believable(newest.issued, now=now):
            yield _fleeting("invoice_date", clinic_day(newest.issued).isoformat())
        if name := contact(record):
            yield _fleeting("invoice_contact", name)
        if newest.categories:
            yield _fleeting("invoice_categories", ", ".join(newest.categories))
        if newest.clinic:
            yield _fleeting("invoice_clinic", called(newest.clinic, target))
        if newest.document == CREDIT_NOTE:
            yield from self._credited(newest)

    def _credited(self, note: MirroredInvoice) -> Iterator[Finding]:
        invoice = self.mirror.by_uid(note.organisation, note.order_uid) if note.order_uid else None
        if invoice is not None and invoice.document == INVOICE and invoice.number:
            yield _fleeting("credited_invoice", invoice.number)
        if note.total:
            yield _fleeting("credit_note_total", note.total)


def _renewed(known: MirroredInvoice, record: Record) -> MirroredInvoice:
    """What is known of it, with what HearLink says now."""
    told = read_record(record, kind=INVOICE, owner=known.organisation, at=known.updated)
    return replace(
        known,
        status=told.status,
        xero_id=told.xero_id,
        issued=told.issued or known.issued,
        categories=told.categories or known.categories,
        clinic=told.clinic or known.clinic,
    )


def _required(record: Record, document: MirroredInvoice, target: Target) -> Finding | None:
    return read_required(record, number=document.number, sync_as=target.value("sync_as"))


def read_invoice(document: MirroredInvoice, *, synced: str | None, told: str) -> Iterator[Finding]:
    """What the document tells; `told` opens a sentence with when we heard of it, or is empty."""
    name = f"{'invoice' if document.document == INVOICE else 'credit note'} {document.number}"
    status = document.status.strip()
    value = standing(status)
    if value is not None:
        was = f"{told}{name} was" if told else f"{name[0].upper()}{name[1:]} is"
        yield _finding("invoice_status", value, f"{was} “{status}” in HearLink.")
    syncs = included(status, synced) if status and synced else None
    if syncs is not None:
        detail = (
            f"Invoices with the status “{status}” are {'' if syncs else 'not '}set to go to Xero."
        )
        yield _finding("invoice_included", "yes" if syncs else "no", detail)
    if document.document == CREDIT_NOTE:
        # HearLink's API has no Xero id for one, so that nothing more can be said of it.
        yield _finding("document", CREDIT_NOTE, f"{document.number} is a credit note in HearLink.")
        return
    linked = document.xero_id is not None
    detail = f"HearLink {'shows' if linked else 'does not show'} {name} as sent to Xero."
    yield _finding(LINKED, "yes" if linked else "no", detail)


def _finding(fact: str, value: str, detail: str) -> Finding:
    return Finding(fact=FactName(fact), value=value, detail=detail)


def _fleeting(fact: str, value: str) -> Finding:
    return Finding(fact=FactName(fact), value=value, fleeting=True)
