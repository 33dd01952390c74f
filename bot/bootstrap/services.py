"""The use cases, each with the adapters that it needs."""

import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from bot.adapters.hearlink.looks import hearlink_looks
from bot.adapters.hearlink.webhook import receive
from bot.adapters.passwords import Argon2Passwords
from bot.adapters.xero.books import XeroBooks
from bot.adapters.xero.looks import Reach
from bot.bootstrap.given import new_id, new_reference, now
from bot.bootstrap.store import Store
from bot.bootstrap.web import web_settings
from bot.bootstrap.xero import connecting, disconnecting, xero_looks
from bot.config import Config
from bot.domain.topic import Knowledge
from bot.matching.reader import MessageReader
from bot.ports.mirror import MirroredInvoice, Webhook
from bot.services.chat import Chat
from bot.services.checks import Checks
from bot.services.escalation import Escalation
from bot.services.feedback import FeedbackBox
from bot.services.reconciliation import Reconciliation
from bot.web.current import Services

LOOKING_THREADS = 48
"""How many looks of all conversations together run side by side."""


def services(
    config: Config, store: Store, xero: Reach, knowledge: Knowledge, reader: MessageReader
) -> Services:
    """All of them."""
    return Services(
        chat=_chat(store, knowledge, reader),
        checks=_checks(config, store, xero, knowledge, reader),
        escalation=_escalation(store, knowledge),
        feedback=_feedback(store, knowledge),
        reconciliation=_reconciliation(store, xero),
        knowledge=knowledge,
        connections=store.connections,
        connecting=connecting(config, store, xero),
        disconnecting=disconnecting(config, store, xero),
        mirror=store.mirror,
        webhook=_webhook(config),
        outbox=store.outbox,
        agents=store.agents,
        passwords=Argon2Passwords(),
        clock=now,
        new_id=new_id,
        settings=web_settings(config),
    )


def _chat(store: Store, knowledge: Knowledge, reader: MessageReader) -> Chat:
    return Chat(
        conversations=store.conversations,
        knowledge=knowledge,
        reader=reader,
        clock=now,
        new_id=new_id,
    )


def _checks(
    config: Config, store: Store, xero: Reach, knowledge: Knowledge, reader: MessageReader
) -> Checks:
    return Checks(
        conversations=store.conversations,
        knowledge=knowledge,
        looks={
            **xero_looks(config, store, xero),
            **hearlink_looks(config.hearlink, store.mirror),
        },
        recognise=reader.errors,
        executor=ThreadPoolExecutor(LOOKING_THREADS, thread_name_prefix="look"),
        clock=now,
        ticks=time.monotonic,
        new_id=new_id,
    )


def _escalation(store: Store, knowledge: Knowledge) -> Escalation:
    return Escalation(
        conversations=store.conversations,
        knowledge=knowledge,
        clock=now,
        new_id=new_id,
        new_reference=new_reference,
    )


def _feedback(store: Store, knowledge: Knowledge) -> FeedbackBox:
    return FeedbackBox(
        conversations=store.conversations, ratings=store.ratings, knowledge=knowledge, clock=now
    )


def _reconciliation(store: Store, xero: Reach) -> Reconciliation:
    return Reconciliation(
        conversations=store.conversations,
        mirror=store.mirror,
        books=XeroBooks(xero.client, xero.consents),
        clock=now,
        ticks=time.monotonic,
    )


def _webhook(config: Config) -> Webhook:
    def read(
        body: bytes, headers: Mapping[str, str], *, now: datetime
    ) -> tuple[str, MirroredInvoice | None]:
        signature = headers.get("X-Hearlink-Signature", "")
        return receive(config.hearlink, signature=signature, body=body, now=now)

    return read
