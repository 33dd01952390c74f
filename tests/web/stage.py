"""The application over in-memory stores, and everything that may come as a proof."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import OctKey
from werkzeug.test import TestResponse

from bot.adapters.hearlink.settings import HearLinkSettings
from bot.adapters.hearlink.webhook import receive
from bot.domain.topic import Knowledge
from bot.ports.mirror import MirroredInvoice
from bot.ports.people import Agent
from bot.services.connecting import Connecting
from bot.services.disconnecting import Disconnecting
from bot.services.reconciliation import Reconciliation
from bot.web.app import create_app
from bot.web.current import Services, WebSettings
from bot.web.limits import DEFAULTS
from tests.fakes import (
    FakeAgents,
    FakeAuthorisations,
    FakeAuthoriser,
    FakeBooks,
    FakeConnections,
    FakeMirror,
)
from tests.services.stage import NOW, Stage, names

IDENTITY_SECRET = "identity-secret-0123456789-0123456789"
HOST_KEY = "host-key-0123456789-0123456789-0123456789"
HOOK_SECRET = "hook-secret-0123456789-0123456789"
SECRET_KEY = "secret-key-0123456789-0123456789"
PASSWORD = "correct horse battery"
AUDIENCE = "hearlink-assistant"
PLENTY = dict.fromkeys(DEFAULTS, "100000 per minute")
API = "/api/v1"
OURS = "https://assistant.example"
AGENT = Agent(id="a1", email="alex@desk.example", name="Alex", password_hash=f"hash of {PASSWORD}")
Json = dict[str, Any]


class PlainPasswords:
    """The port `Passwords`, quick; `compared` are the hashes that were looked at."""

    def __init__(self) -> None:
        self.compared: list[str] = []

    def hash(self, password: str) -> str:
        """What a test can read."""
        return f"hash of {password}"

    def fits(self, password: str, password_hash: str) -> bool:
        """Whether it is the hash of that password."""
        self.compared.append(password_hash)
        return self.hash(password) == password_hash


def bearer(token: str) -> dict[str, str]:
    """The header that bears a token."""
    return {"Authorization": f"Bearer {token}"}


def identity(
    sub: str = "ana",
    org: str = "clinic",
    *,
    secret: str = IDENTITY_SECRET,
    at: datetime = NOW,
    leave_out: str = "",
    **claims: object,
) -> str:
    """The host's signed token."""
    told: Json = {"sub": sub, "org": org, "aud": AUDIENCE, **claims}
    told.setdefault("exp", int((at + timedelta(hours=1)).timestamp()))
    told.pop(leave_out, None)
    return jwt.encode({"alg": "HS256"}, told, OctKey.import_key(secret))


def unsigned() -> str:
    """A token that says of itself that it needs no signature."""
    _, claims, _ = identity().split(".")
    header = urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').rstrip(b"=").decode()
    return f"{header}.{claims}."


def forged() -> str:
    """A good token whose claims were exchanged for another organisation's."""
    header, _, signature = identity().split(".")
    return ".".join((header, identity(org="other").split(".")[1], signature))


WRONG_IDENTITIES: Mapping[str, str] = {
    "garbage": "garbage",
    "three parts of garbage": "a.b.c",
    "not even ASCII": "tök.ën.ß",
    "expired": identity(exp=int((NOW - timedelta(minutes=1)).timestamp())),
    "forged": forged(),
    "another audience": identity(aud="somebody-else"),
    "no audience": identity(leave_out="aud"),
    "never expires": identity(leave_out="exp"),
    "expires some day": identity(exp="some day"),
    "not yet": identity(nbf=int((NOW + timedelta(hours=1)).timestamp())),
    "unsigned": unsigned(),
    "another key": identity(secret="another-secret-0123456789-0123456789"),
    "no visitor": identity(leave_out="sub"),
    "no organisation": identity(leave_out="org"),
    "an empty organisation": identity(org=" "),
    "far too long": identity(name="x" * 9000),
    "the host's key": HOST_KEY,
}
"""Identity tokens that prove nothing, by what is wrong with them."""


def signature(body: bytes, *, at: datetime = NOW, secret: str = HOOK_SECRET) -> dict[str, str]:
    """The header with which HearLink signs a webhook."""
    time = str(int(at.timestamp()))
    code = hmac.new(secret.encode(), time.encode() + b"." + body, hashlib.sha256).hexdigest()
    return {"X-HearLink-Signature": f"t={time},v1={code}", "Content-Type": "application/json"}


@dataclass(frozen=True, slots=True)
class Opened:
    """A conversation as its visitor holds it."""

    client: FlaskClient
    id: str
    token: str
    turn: Json

    def url(self, what: str) -> str:
        """The address of one of its calls."""
        return f"{API}/conversations/{self.id}/{what}"

    def post(self, what: str, body: object = None, **headers: str) -> TestResponse:
        """Call it; `headers` are written with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {} if body is None else {"json": body}
        return self.client.post(self.url(what), headers={**bearer(self.token), **named}, **sent)

    def say(self, text: str, client_id: str) -> Json:
        """Write something; the turn."""
        return _turn(self.post("messages", {"client_id": client_id, "text": text}))

    def choose(self, choice: str, client_id: str) -> Json:
        """Pick something; the turn."""
        return _turn(self.post("messages", {"client_id": client_id, "choice": choice}))

    def events(self, after: int = 0) -> Json:
        """What happened."""
        url = f"{self.url('events')}?after={after}"
        return json_of(self.client.get(url, headers=bearer(self.token)))


def json_of(response: TestResponse) -> Json:
    """The body of a good answer."""
    assert response.status_code < 300, response.get_data(as_text=True)
    body: Json = response.get_json()
    return body


def _turn(response: TestResponse) -> Json:
    turn: Json = json_of(response)["turn"]
    return turn


class Web:
    """One application; `stage` has its use cases, `client` calls it."""

    def __init__(self, knowledge: Knowledge, **settings: Any) -> None:
        self.stage = Stage(knowledge)
        self.agents, self.passwords = FakeAgents(), PlainPasswords()
        self.connections, self.mirror = FakeConnections(), FakeMirror()
        self.books = FakeBooks()
        self.authorisations, self.authoriser = FakeAuthorisations(), FakeAuthoriser()
        self.agents.add(AGENT)
        self.services = Services(
            chat=self.stage.chat,
            checks=self.stage.checks,
            escalation=self.stage.escalation,
            feedback=self.stage.feedback,
            reconciliation=self._reconciliation(),
            knowledge=knowledge,
            connections=self.connections,
            connecting=self._connecting(),
            disconnecting=self._disconnecting(),
            mirror=self.mirror,
            webhook=_webhook,
            outbox=self.stage.conversations.outbox,
            agents=self.agents,
            passwords=self.passwords,
            clock=self.stage.clock,
            new_id=names("id"),
            settings=_settings(**settings),
        )
        self.app: Flask = create_app(self.services)
        self.client = self.app.test_client()

    def _reconciliation(self) -> Reconciliation:
        return Reconciliation(
            conversations=self.stage.conversations,
            mirror=self.mirror,
            books=self.books,
            clock=self.stage.clock,
            ticks=self.stage.ticks,
        )

    def _connecting(self) -> Connecting:
        secrets = names("unguessable-secret-")
        return Connecting(
            authorisations=self.authorisations,
            connections=self.connections,
            authoriser=self.authoriser,
            clock=self.stage.clock,
            new_secret=lambda: f"{secrets()}-0123456789-0123456789-012",
        )

    def _disconnecting(self) -> Disconnecting:
        return Disconnecting(
            authorisations=self.authorisations,
            connections=self.connections,
            authoriser=self.authoriser,
            clock=self.stage.clock,
        )

    def start(self, token: str | None = None) -> Opened:
        """Open a conversation, anonymous without a token."""
        headers = bearer(token) if token else {}
        opened = json_of(self.client.post(f"{API}/conversations", json={}, headers=headers))
        return Opened(self.client, opened["id"], opened["token"], opened["turn"])

    def agreed(self, token: str | None = None) -> Opened:
        """A conversation whose next step is a look."""
        opened = self.start(token or identity())
        opened.say("it says expired", "m1")
        opened.choose("look.yes", "m2")
        return opened

    def sign_in(self) -> None:
        """Sign in at the desk, without the form's token where that is off."""
        proof = {"email": AGENT.email, "password": PASSWORD, "csrf_token": self.csrf()}
        assert self.client.post("/desk/login", data=proof).status_code == 302

    def csrf(self) -> str:
        """The token of the form to sign in."""
        page = self.client.get("/desk/login").get_data(as_text=True)
        return page.partition('name="csrf_token" value="')[2].partition('"')[0]


def _settings(**changes: Any) -> WebSettings:
    usual = WebSettings(
        templates=Path(__file__).parents[2] / "templates",
        secret_key=SECRET_KEY,
        identity_secret=IDENTITY_SECRET,
        identity_audience=AUDIENCE,
        host_key=HOST_KEY,
        public_url=OURS,
        form_targets=("https://login.example",),
        limits=PLENTY,
    )
    return replace(usual, **changes)


def _webhook(
    body: bytes, headers: Mapping[str, str], *, now: datetime
) -> tuple[str, MirroredInvoice | None]:
    given = headers.get("X-Hearlink-Signature", "")
    settings = HearLinkSettings(webhook_secret=HOOK_SECRET)
    return receive(settings, signature=given, body=body, now=now)
