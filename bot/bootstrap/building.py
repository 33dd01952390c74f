"""The whole product over its settings."""

import os
from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask

from bot.adapters.desks.console import ConsoleDesk
from bot.adapters.log import start_log
from bot.bootstrap.given import now
from bot.bootstrap.knowledge import load_knowledge, load_model
from bot.bootstrap.services import services
from bot.bootstrap.store import open_store
from bot.bootstrap.web import web_app
from bot.bootstrap.xero import sweep, xero_reach
from bot.config import Config
from bot.matching.reader import MessageReader
from bot.ports.authorisations import Authorisations
from bot.ports.people import Agents
from bot.ports.tickets import Outbox
from bot.services.outbox import Relay
from bot.services.sweep import Sweep
from bot.web.current import Services


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """The application and what the command line uses beside it."""

    app: Flask
    services: Services
    relay: Relay
    sweep: Sweep
    outbox: Outbox
    authorisations: Authorisations
    agents: Agents


def build(config: Config, *, progress: Callable[[str], None] = lambda _: None) -> Built:
    """The application over these settings, its database brought up to date."""
    progress("opening the database")
    store = open_store(config)
    progress("compiling the knowledge")
    knowledge = load_knowledge(config.knowledge)
    reader = MessageReader(knowledge, load_model(knowledge, config.cache, progress=progress))
    xero = xero_reach(config, store)
    cases = services(config, store, xero, knowledge, reader)
    return Built(
        app=web_app(config, cases),
        services=cases,
        relay=Relay(outbox=store.outbox, desk=ConsoleDesk(), clock=now),
        sweep=sweep(config, store, xero),
        outbox=store.outbox,
        authorisations=store.authorisations,
        agents=store.agents,
    )


def application() -> Flask:
    """The application of this environment, for a WSGI server."""
    config = Config.from_env(os.environ)
    start_log(config.log_level)
    return build(config).app
