"""Everything that asks Xero: the looks, the test invoice, and the way to a consent."""

from bot.adapters.xero.drafts import DraftClient
from bot.adapters.xero.looks import Reach, looks_over, reach
from bot.adapters.xero.oauth import XeroAuthoriser
from bot.adapters.xero.trial import Removal, TrialLook
from bot.bootstrap.given import new_check_number, new_id, new_secret, now
from bot.bootstrap.store import Store, open_store
from bot.config import Config
from bot.domain.facts import CheckId
from bot.ports.looks import Looks
from bot.services.connecting import Connecting
from bot.services.disconnecting import Disconnecting
from bot.services.sweep import Sweep


def xero_reach(config: Config, store: Store) -> Reach:
    """One way to Xero for all that ask it, so that they spare the same tenants together."""
    return reach(config.xero, store.connections)


def xero_looks(config: Config, store: Store, xero: Reach) -> Looks:
    """The looks that only read, and the one that writes a test invoice."""
    looks = looks_over(config.xero, xero, connectable=connectable(config))
    return {**looks, CheckId("xero_trial"): _trial(config, store, xero)}


def sweep(config: Config, store: Store, xero: Reach) -> Sweep:
    """What takes test invoices away that were left behind."""
    return Sweep(trials=store.trials, invoices=_removal(config, xero), clock=now)


def connectable(config: Config) -> bool:
    """Whether an organisation can be connected here: our app is known, and where we are."""
    return bool(config.public_url and config.xero.client_id and config.xero.client_secret)


def connecting(config: Config, store: Store, xero: Reach) -> Connecting:
    """The way to a consent."""
    return Connecting(
        authorisations=store.authorisations,
        connections=store.connections,
        authoriser=_authoriser(config, xero),
        clock=now,
        new_secret=new_secret,
        ready=connectable(config),
    )


def disconnecting(config: Config, store: Store, xero: Reach) -> Disconnecting:
    """The way out again."""
    return Disconnecting(
        authorisations=store.authorisations,
        connections=store.connections,
        authoriser=_authoriser(config, xero),
        clock=now,
        shared=config.xero.shared_app,
    )


def open_connecting(config: Config) -> Connecting:
    """The way to a consent alone, for commands that need no more."""
    store = open_store(config)
    return connecting(config, store, xero_reach(config, store))


def open_sweep(config: Config) -> Sweep:
    """The sweep alone, likewise."""
    store = open_store(config)
    return sweep(config, store, xero_reach(config, store))


def _authoriser(config: Config, xero: Reach) -> XeroAuthoriser:
    return XeroAuthoriser(config.xero, config.consent, xero.consents)


def _trial(config: Config, store: Store, xero: Reach) -> TrialLook:
    return TrialLook(
        client=DraftClient(config.xero, beside=xero.client),
        consents=xero.consents,
        trials=store.trials,
        removal=_removal(config, xero),
        new_id=new_id,
        new_number=new_check_number,
    )


def _removal(config: Config, xero: Reach) -> Removal:
    client = DraftClient(config.xero, beside=xero.client)
    return Removal(client=client, consents=xero.consents, new_id=new_id)
