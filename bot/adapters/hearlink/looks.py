"""Every check that HearLink can answer, by the name that topics call it."""

from bot.adapters.hearlink.client import HearLinkClient
from bot.adapters.hearlink.history_look import HistoryLook
from bot.adapters.hearlink.invoice_look import InvoiceLook
from bot.adapters.hearlink.settings import HearLinkSettings
from bot.adapters.hearlink.settings_look import SettingsLook
from bot.domain.facts import CheckId
from bot.ports.looks import Looks
from bot.ports.mirror import Mirror


def hearlink_looks(settings: HearLinkSettings, mirror: Mirror) -> Looks:
    """The checks of HearLink, with this mirror of its documents."""
    client = HearLinkClient(settings)
    return {
        CheckId("hearlink_settings"): SettingsLook(settings, client, mirror),
        CheckId("hearlink_invoice"): InvoiceLook(settings, client, mirror),
        CheckId("hearlink_history"): HistoryLook(mirror),
    }
