"""Every check that Xero can answer, by the name that topics call it."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.adapters.xero.client import XeroClient
from bot.adapters.xero.codes import CodesLook
from bot.adapters.xero.connection import AccessLook, ConnectionLook
from bot.adapters.xero.contact import ContactLook
from bot.adapters.xero.invoice import InvoiceLook
from bot.adapters.xero.organisation import LockDatesLook, OrganisationLook
from bot.adapters.xero.settings import XeroSettings
from bot.adapters.xero.settled import Settled
from bot.adapters.xero.status import StatusLook
from bot.adapters.xero.tokens import Consents
from bot.domain.facts import CheckId
from bot.ports.connections import Connections
from bot.ports.looks import Looks


@dataclass(frozen=True, slots=True)
class Reach:
    """What everything that asks Xero shares: the pool of connections, the consents and what is
    left of each tenant's day, and what is kept from earlier answers."""

    client: XeroClient
    consents: Consents
    settled: Settled


def reach(
    settings: XeroSettings,
    connections: Connections,
    *,
    sleep: Callable[[float], None] = time.sleep,
) -> Reach:
    """A way to Xero over these consents; `sleep` waits while another refreshes."""
    client, consents = XeroClient(settings), Consents(settings, connections, sleep=sleep)
    return Reach(client, consents, Settled(client, consents))


def looks_over(settings: XeroSettings, xero: Reach, *, connectable: bool = True) -> Looks:
    """The checks of Xero, made by this way; `connectable` says that a consent can be given here."""
    client, consents, settled = xero.client, xero.consents, xero.settled
    shared = settings.shared_app
    return {
        CheckId("xero_connection"): ConnectionLook(client, consents, shared, connectable),
        CheckId("xero_access"): AccessLook(client, consents, shared, connectable),
        CheckId("xero_organisation"): OrganisationLook(client, consents, settled),
        CheckId("xero_lock_dates"): LockDatesLook(client, consents, settled, shared),
        CheckId("xero_codes"): CodesLook(settled),
        CheckId("xero_contact"): ContactLook(client, consents),
        CheckId("xero_invoice"): InvoiceLook(client, consents),
        CheckId("xero_status"): StatusLook(settings, consents, settled),
    }


def xero_looks(
    settings: XeroSettings,
    connections: Connections,
    *,
    sleep: Callable[[float], None] = time.sleep,
) -> Looks:
    """The checks of Xero over these consents; `sleep` waits while another refreshes."""
    return looks_over(settings, reach(settings, connections, sleep=sleep))
