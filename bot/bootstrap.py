"""Builds everything from the settings: the one place where adapters meet use cases."""

import os
import secrets
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography.fernet import Fernet, MultiFernet
from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from bot.adapters.desks.console import ConsoleDesk
from bot.adapters.files.knowledge import content_root, read_knowledge
from bot.adapters.files.models import ModelFiles
from bot.adapters.hearlink.looks import hearlink_looks
from bot.adapters.hearlink.webhook import receive
from bot.adapters.log import start_log
from bot.adapters.passwords import Argon2Passwords
from bot.adapters.store.agents import SqlAgents
from bot.adapters.store.connections import SqlConnections
from bot.adapters.store.conversations import SqlConversations
from bot.adapters.store.database import open_database, upgrade, version
from bot.adapters.store.mirror import SqlMirror
from bot.adapters.store.outbox import SqlOutbox
from bot.adapters.store.ratings import SqlRatings
from bot.adapters.xero.looks import xero_looks
from bot.config import Config
from bot.domain.topic import Knowledge
from bot.knowledge.compiler import compile_knowledge
from bot.matching.examples import gather
from bot.matching.model import Model, train
from bot.matching.reader import MessageReader
from bot.ports.mirror import MirroredInvoice, Webhook
from bot.ports.people import Agents
from bot.ports.tickets import Outbox
from bot.services.chat import Chat
from bot.services.checks import Checks
from bot.services.escalation import Escalation
from bot.services.feedback import FeedbackBox
from bot.services.outbox import Relay
from bot.web.app import create_app
from bot.web.current import Services, WebSettings

LOOKING_THREADS = 24
"""How many looks of all conversations together run side by side."""

REFERENCE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No letter or digit that is taken for another when read out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """The application and what the command line uses beside it."""

    app: Flask
    services: Services
    relay: Relay
    outbox: Outbox
    agents: Agents


def now() -> datetime:
    """The time, aware and in UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """A name that nobody can guess."""
    return secrets.token_urlsafe(16)


def new_reference() -> str:
    """A reference that can be read out on the telephone: HL-7F3K-2M9P."""
    letters = "".join(secrets.choice(REFERENCE_LETTERS) for _ in range(8))
    return f"HL-{letters[:4]}-{letters[4:]}"


def load_knowledge(folder: Path | None = None) -> Knowledge:
    """The compiled knowledge of a folder, or of the content that comes along."""
    return compile_knowledge(read_knowledge(folder or content_root() / "knowledge"))


def load_model(
    knowledge: Knowledge, cache: Path, *, progress: Callable[[str], None] = lambda _: None
) -> Model:
    """The model of this knowledge: from the cache, or trained now and kept there."""
    files = ModelFiles(cache)
    if (kept := files.load(knowledge.version)) is not None:
        return kept
    model = train(gather(knowledge.symptoms), progress=progress)
    files.save(knowledge.version, model)
    return model


def upgrade_database(config: Config) -> str:
    """Bring the tables up to date; the version they are at then."""
    upgrade(config.database_url)
    database = open_database(config.database_url)
    try:
        return version(database) or "none"
    finally:
        database.close()


def build(config: Config, *, progress: Callable[[str], None] = lambda _: None) -> Built:
    """The application over these settings, its database brought up to date."""
    progress("opening the database")
    upgrade(config.database_url)
    store = _store(config)
    progress("compiling the knowledge")
    knowledge = load_knowledge(config.knowledge)
    reader = MessageReader(knowledge, load_model(knowledge, config.cache, progress=progress))
    services = _services(config, store, knowledge, reader)
    return Built(
        app=_app(config, services),
        services=services,
        relay=Relay(outbox=store.outbox, desk=ConsoleDesk(), clock=now),
        outbox=store.outbox,
        agents=store.agents,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Store:
    """What is kept in the database."""

    conversations: SqlConversations
    connections: SqlConnections
    mirror: SqlMirror
    outbox: SqlOutbox
    agents: SqlAgents
    ratings: SqlRatings


def _store(config: Config) -> _Store:
    database = open_database(config.database_url)
    cipher = MultiFernet([Fernet(key) for key in config.encryption_keys])
    return _Store(
        conversations=SqlConversations(database),
        connections=SqlConnections(database, cipher=cipher),
        mirror=SqlMirror(database),
        outbox=SqlOutbox(database),
        agents=SqlAgents(database),
        ratings=SqlRatings(database),
    )


def _services(
    config: Config, store: _Store, knowledge: Knowledge, reader: MessageReader
) -> Services:
    return Services(
        chat=_chat(store, knowledge, reader),
        checks=_checks(config, store, knowledge, reader),
        escalation=_escalation(store, knowledge),
        feedback=_feedback(store, knowledge),
        knowledge=knowledge,
        connections=store.connections,
        mirror=store.mirror,
        webhook=_webhook(config),
        outbox=store.outbox,
        agents=store.agents,
        passwords=Argon2Passwords(),
        clock=now,
        new_id=new_id,
        settings=_web_settings(config),
    )


def _chat(store: _Store, knowledge: Knowledge, reader: MessageReader) -> Chat:
    return Chat(
        conversations=store.conversations,
        knowledge=knowledge,
        reader=reader,
        clock=now,
        new_id=new_id,
    )


def _checks(config: Config, store: _Store, knowledge: Knowledge, reader: MessageReader) -> Checks:
    return Checks(
        conversations=store.conversations,
        knowledge=knowledge,
        looks={
            **xero_looks(config.xero, store.connections),
            **hearlink_looks(config.hearlink, store.mirror),
        },
        recognise=reader.errors,
        executor=ThreadPoolExecutor(LOOKING_THREADS, thread_name_prefix="look"),
        clock=now,
        ticks=time.monotonic,
        new_id=new_id,
    )


def _escalation(store: _Store, knowledge: Knowledge) -> Escalation:
    return Escalation(
        conversations=store.conversations,
        knowledge=knowledge,
        clock=now,
        new_id=new_id,
        new_reference=new_reference,
    )


def _feedback(store: _Store, knowledge: Knowledge) -> FeedbackBox:
    return FeedbackBox(
        conversations=store.conversations, ratings=store.ratings, knowledge=knowledge, clock=now
    )


def _app(config: Config, services: Services) -> Flask:
    app = create_app(services)
    if hops := config.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign] # Flask's own way to add middleware
    return app


def application() -> Flask:
    """The application of this environment, for a WSGI server."""
    config = Config.from_env(os.environ)
    start_log(config.log_level)
    return build(config).app


def _webhook(config: Config) -> Webhook:
    def read(
        body: bytes, headers: Mapping[str, str], *, now: datetime
    ) -> tuple[str, MirroredInvoice | None]:
        signature = headers.get("X-Hearlink-Signature", "")
        return receive(config.hearlink, signature=signature, body=body, now=now)

    return read


def _web_settings(config: Config) -> WebSettings:
    return WebSettings(
        templates=content_root() / "templates",
        secret_key=config.secret_key,
        identity_secret=config.identity_secret,
        identity_audience=config.identity_audience,
        host_key=config.host_key,
        frame_ancestors=config.frame_ancestors,
        limits=config.limits,
        limits_storage=config.limits_storage,
        secure_cookies=config.secure_cookies,
        home=config.home,
    )
