"""The whole way to Xero and back, with the real client and the stand-in for Xero on the wire."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from html import unescape
from itertools import count
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

import httpx
import pytest

from bot.adapters.xero.client import XeroClient
from bot.adapters.xero.oauth import XeroAuthoriser
from bot.adapters.xero.scopes import ConsentSettings, ScopeFamily
from bot.adapters.xero.settings import XeroSettings
from bot.adapters.xero.tokens import Consents
from bot.domain.topic import Knowledge
from bot.ports.connections import Tokens
from bot.sandbox.organisation import Organisation
from bot.sandbox.server import sandbox_app, serve
from bot.sandbox.world import World
from bot.web.current import EXTENSION
from tests.web.stage import OURS, Web
from tests.web.xero_visit import Visit, csrf, said

CLIENT_SECRET = "hush"
CALLBACK = f"{OURS}/xero/callback"


@dataclass
class Xero:
    """Xero as the stand-in plays it, and the application that has an app there."""

    web: Web
    world: World
    settings: XeroSettings

    def use(
        self, *, secret: str = CLIENT_SECRET, family: ScopeFamily = ScopeFamily.GRANULAR
    ) -> None:
        """Let the application ask with that secret and that family of scopes."""
        settings = replace(self.settings, client_secret=secret)
        consent = ConsentSettings(
            authorize_url=f"{self.settings.identity_url}/connect/authorize",
            redirect_uri=CALLBACK,
            family=family,
        )
        consents = Consents(settings, self.web.connections, sleep=lambda _: None)
        authoriser = XeroAuthoriser(settings, consent, consents)
        here = self.web.services
        self.web.app.extensions[EXTENSION] = replace(
            here,
            connecting=replace(here.connecting, authoriser=authoriser),
            disconnecting=replace(here.disconnecting, authoriser=authoriser),
        )

    def answer(self, url: str, *tenants: Organisation, allow: bool = True) -> dict[str, str]:
        """What Xero sends back when somebody answers on its page."""
        with httpx.Client(trust_env=False) as browser:
            page = browser.get(url)
            assert page.status_code == 200, page.text
            hidden = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text)
            form: dict[str, object] = {name: unescape(value) for name, value in hidden}
            form |= {"tenant": [one.tenant_id for one in tenants]}
            form |= {"answer": "allow" if allow else "deny"}
            back = browser.post(url.partition("?")[0], data=form).headers["Location"]
        assert back.startswith(f"{CALLBACK}?")
        return dict(parse_qsl(urlsplit(back).query))

    def reaches(self, tokens: Tokens) -> bool:
        """Whether Xero lets these tokens read their organisation."""
        return XeroClient(self.settings).organisation(tokens).agreed


@pytest.fixture
def xero(knowledge: Knowledge) -> Iterator[Xero]:
    web, numbers = Web(knowledge), count(1)
    world = World(
        now=web.stage.clock,
        new_id=lambda: str(UUID(int=next(numbers))),
        sleep=lambda _: None,
        client_id="client",
        client_secret=CLIENT_SECRET,
        hearlink_keys={},
        # Scopes of one person and app only add up: what others asked for would show up here.
        scopes=("openid", "offline_access"),
    )
    world.redirect_uris.add(CALLBACK)
    with serve(sandbox_app(world)) as url:
        settings = XeroSettings(
            client_id="client",
            client_secret=CLIENT_SECRET,
            api_url=f"{url}/xero",
            identity_url=f"{url}/identity",
        )
        running = Xero(web, world, settings)
        running.use()
        yield running


def connected(xero: Xero, visit: Visit, *tenants: Organisation, purpose: str = "look") -> str:
    """Go there and back; the words of the page at the end."""
    begun = visit.connect(visit.ticket(purpose))
    return said(visit.back(**xero.answer(begun.location, *tenants)))


@pytest.mark.parametrize("family", list(ScopeFamily))
def test_after_a_yes_we_can_read_and_not_write(xero: Xero, family: ScopeFamily) -> None:
    clinic, visit = xero.world.create(()), Visit(xero.web)
    xero.world.families = frozenset(ScopeFamily)
    xero.use(family=family)
    assert f"Connected to {clinic.name}" in connected(xero, visit, clinic)
    kept = visit.kept()
    assert kept is not None
    assert kept.tenant_id == clinic.tenant_id
    assert xero.reaches(kept)
    assert not {"accounting.invoices", "accounting.transactions"} & set(kept.scopes)
    assert xero.world.breaches == []


def test_for_a_test_invoice_we_may_write_too(xero: Xero) -> None:
    clinic, visit = xero.world.create(()), Visit(xero.web)
    connected(xero, visit, clinic, purpose="test_invoice")
    kept = visit.kept()
    assert kept is not None
    assert "accounting.invoices" in kept.scopes


def test_of_two_organisations_one_is_chosen_and_later_disconnected(xero: Xero) -> None:
    first, visit = xero.world.create(()), Visit(xero.web)
    second = xero.world.create((), beside=first)
    assert "Which organisation is it?" in connected(xero, visit, first, second)
    page = visit.submit("/xero/tenant", tenant=second.tenant_id)
    assert f"Connected to {second.name}" in said(page)
    kept = visit.kept()
    assert kept is not None
    assert xero.reaches(kept)
    page = visit.client.post("/xero/disconnect", data={"ticket": visit.ticket("disconnect")})
    form = {"csrf_token": csrf(said(page))}
    page = visit.client.post("/xero/disconnect/confirm", data=form, follow_redirects=True)
    # The other one was connected by the same person, and must not suffer.
    assert "these stay connected" in said(page)
    assert visit.kept() is None
    assert not xero.reaches(kept)
    assert xero.reaches(replace(kept, tenant_id=first.tenant_id))


def test_the_only_organisation_is_disconnected_and_the_consent_revoked(xero: Xero) -> None:
    clinic, visit = xero.world.create(()), Visit(xero.web)
    connected(xero, visit, clinic)
    kept = visit.kept()
    assert kept is not None
    page = visit.client.post("/xero/disconnect", data={"ticket": visit.ticket("disconnect")})
    form = {"csrf_token": csrf(said(page))}
    page = visit.client.post("/xero/disconnect/confirm", data=form, follow_redirects=True)
    assert "The consent has ended at Xero" in said(page)
    assert not xero.reaches(kept)
    asked = {"grant_type": "refresh_token", "refresh_token": kept.refresh_token}
    url, ours = f"{xero.settings.identity_url}/connect/token", ("client", CLIENT_SECRET)
    answer = httpx.post(url, data=asked, auth=ours, trust_env=False)
    assert answer.json() == {"error": "invalid_grant"}


def test_a_no_changes_nothing(xero: Xero) -> None:
    clinic, visit = xero.world.create(()), Visit(xero.web)
    begun = visit.connect(visit.ticket())
    page = visit.back(**xero.answer(begun.location, clinic, allow=False))
    assert "At Xero the answer was no" in said(page)
    assert visit.kept() is None


def test_a_code_of_another_try_is_worth_nothing(xero: Xero) -> None:
    clinic, mine, theirs = xero.world.create(()), Visit(xero.web), Visit(xero.web)
    stolen = xero.answer(theirs.connect(theirs.ticket()).location, clinic)["code"]
    own = xero.answer(mine.connect(mine.ticket()).location, clinic)
    # The verifier does not fit, whatever browser and state say.
    assert "That took too long" in said(mine.back(**{**own, "code": stolen}))
    assert mine.kept() is None


def test_a_code_that_came_too_late_is_explained(xero: Xero) -> None:
    clinic, visit = xero.world.create(()), Visit(xero.web)
    back = xero.answer(visit.connect(visit.ticket()).location, clinic)
    xero.web.stage.clock.move(timedelta(minutes=6))
    assert "That took too long" in said(visit.back(**back))


def test_a_wrong_secret_of_ours_is_our_mistake(xero: Xero) -> None:
    clinic, visit = xero.world.create(()), Visit(xero.web)
    xero.use(secret="wrong")
    assert "Our set-up at Xero is wrong" in connected(xero, visit, clinic)
    assert visit.kept() is None
