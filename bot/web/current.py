"""What the pages and routes use, typed, for the application that answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from flask import current_app

from bot.domain.topic import Knowledge
from bot.ports.connections import Connections
from bot.ports.given import Clock, NewId
from bot.ports.mirror import Mirror, Webhook
from bot.ports.people import Agents, Passwords
from bot.ports.tickets import Outbox
from bot.services.chat import Chat
from bot.services.checks import Checks
from bot.services.connecting import Connecting
from bot.services.disconnecting import Disconnecting
from bot.services.escalation import Escalation
from bot.services.feedback import FeedbackBox
from bot.services.reconciliation import Reconciliation


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSettings:
    """How the web part behaves; secrets are not shown by `repr`.

    `limits` are rates by the kind of call; `frame_ancestors` the sites that may embed the chat;
    `form_targets` the origins that a form may lead on to beside our own, `public_url`.
    """

    templates: Path
    secret_key: str = field(repr=False)
    identity_secret: str = field(repr=False)
    identity_audience: str = "hearlink-assistant"
    host_key: str = field(default="", repr=False)
    frame_ancestors: tuple[str, ...] = ("'self'",)
    limits: Mapping[str, str] = field(default_factory=dict)
    limits_storage: str = field(default="memory://", repr=False)
    largest_body: int = 64 * 1024
    secure_cookies: bool = True
    home: str = ""
    public_url: str = ""
    form_targets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The use cases and the few ports that pages read directly."""

    chat: Chat
    checks: Checks
    escalation: Escalation
    feedback: FeedbackBox
    reconciliation: Reconciliation
    knowledge: Knowledge
    connections: Connections
    connecting: Connecting
    disconnecting: Disconnecting
    mirror: Mirror
    webhook: Webhook
    outbox: Outbox
    agents: Agents
    passwords: Passwords
    clock: Clock
    new_id: NewId
    settings: WebSettings


EXTENSION = "bot"


def services() -> Services:
    """The services of the application that answers this request."""
    return cast(Services, current_app.extensions[EXTENSION])
