"""Every check that Xero can answer, by the name that topics call it."""

import time
from collections.abc import Callable

from bot.adapters.xero.client import XeroClient
from bot.adapters.xero.connection import AccessLook, ConnectionLook
from bot.adapters.xero.invoice import InvoiceLook
from bot.adapters.xero.settings import XeroSettings
from bot.adapters.xero.status import StatusLook
from bot.adapters.xero.tokens import Consents
from bot.domain.facts import CheckId
from bot.ports.connections import Connections
from bot.ports.looks import Looks


def xero_looks(
    settings: XeroSettings,
    connections: Connections,
    *,
    sleep: Callable[[float], None] = time.sleep,
) -> Looks:
    """The checks of Xero over these consents; `sleep` waits while another refreshes."""
    client, consents = XeroClient(settings), Consents(settings, connections, sleep=sleep)
    return {
        CheckId("xero_connection"): ConnectionLook(client, consents),
        CheckId("xero_access"): AccessLook(client, consents),
        CheckId("xero_invoice"): InvoiceLook(client, consents),
        CheckId("xero_status"): StatusLook(settings, client, consents),
    }
