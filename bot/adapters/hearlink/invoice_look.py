"""How does this invoice stand in HearLink, does it sync, and did it?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from urllib.parse import quote

from bot.adapters.hearlink.client import HearLinkClient
from bot.adapters.hearlink.settings import HearLinkSettings
from bot.adapters.hearlink.statuses import included, standing
from bot.adapters.moments import spoken
from bot.domain.errors import OutsideError, Refused, Unavailable
from bot.domain.facts import FactName
from bot.ports.looks import Finding, Target
from bot.ports.mirror import Mirror, MirroredInvoice


@dataclass(frozen=True, slots=True)
class InvoiceLook:
    """Gives invoice_status, invoice_included, hearlink_linked."""

    settings: HearLinkSettings
    client: HearLinkClient
    mirror: Mirror

    def __call__(self, target: Target, *, now: datetime) -> Sequence[Finding]:
        """Finds the number in the mirror, then asks for that invoice fresh.

        The mirror stands in where HearLink does not answer; a number that it does not know is
        Unavailable, for HearLink's API finds no invoice by number.
        """
        number = target.value("invoice_number")
        if not number:
            return ()
        known = self.mirror.find(target.organisation, number)
        if known is None:
            raise Unavailable("HearLink has not told us about this number.")
        newest = self._fresh(known)
        told = f"On {spoken(known.updated, now=now)} " if newest is known else ""
        findings = list(read_invoice(newest, synced=target.value("sync_statuses"), told=told))
        if not findings:
            raise Unavailable("HearLink's answer says nothing about this document.")
        return findings

    def _fresh(self, known: MirroredInvoice) -> MirroredInvoice:
        if known.document != "invoice":
            return known
        try:
            found = self.client.get(f"{self.settings.base_url}/invoices/{quote(known.uid, '')}")
        except OutsideError as error:
            if isinstance(error, Refused) and error.answer == HTTPStatus.NOT_FOUND:
                raise
            return known
        return _renewed(known, found.get("data", found))


def _renewed(known: MirroredInvoice, found: object) -> MirroredInvoice:
    if not isinstance(found, Mapping) or found.get("uid") != known.uid:
        return known
    status, xero_id = found.get("status"), found.get("xeroInvoiceId")
    return replace(
        known,
        status=status if isinstance(status, str) else "",
        xero_id=xero_id if isinstance(xero_id, str) and xero_id else None,
    )


def read_invoice(document: MirroredInvoice, *, synced: str | None, told: str) -> Iterator[Finding]:
    """What the document tells; `told` opens a sentence with when we heard of it, or is empty."""
    name = f"{'invoice' if document.document == 'invoice' else 'credit note'} {document.number}"
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
    # HearLink's API has a Xero id for invoices alone: a credit note without one tells nothing.
    if document.document == "invoice":
        linked = document.xero_id is not None
        detail = f"HearLink {'shows' if linked else 'does not show'} {name} as sent to Xero."
        yield _finding("hearlink_linked", "yes" if linked else "no", detail)


def _finding(fact: str, value: str, detail: str) -> Finding:
    return Finding(fact=FactName(fact), value=value, detail=detail)
