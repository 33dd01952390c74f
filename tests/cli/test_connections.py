"""Consents are listed, forgotten and encrypted anew from the command line; developers get in."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.fernet import Fernet
from joserfc import jwt
from joserfc.jwk import OctKey

from bot.bootstrap import open_connecting, open_connections
from bot.cli.main import bot
from bot.config import Config
from bot.domain.errors import BadConfig, NotFound
from bot.ports.authorisations import Authorisation
from bot.ports.connections import Tokens
from bot.ports.people import OrganisationId

IDENTITY = "identity-secret-0123456789-0123456789"
KEYS = [Fernet.generate_key().decode() for _ in range(2)]
NAMES = [OrganisationId(name) for name in ("oak", "willow")]
Run = Callable[..., str]


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return {
        "BOT_SECRET_KEY": "s" * 32,
        "BOT_ENCRYPTION_KEYS": KEYS[0],
        "BOT_IDENTITY_SECRET": IDENTITY,
        "BOT_DATABASE_URL": f"sqlite:///{tmp_path / 'bot.db'}",
        "BOT_PUBLIC_URL": "http://127.0.0.1:8000/",
        "BOT_XERO_CLIENT_ID": "app",
        "BOT_XERO_CLIENT_SECRET": "hush",
    }


@pytest.fixture
def run(env: dict[str, str]) -> Run:
    """Run `bot connections …` in that environment; what it says."""

    def invoked(*words: str) -> str:
        # Widths are taken from the terminal, of which a test has none.
        run = CliRunner().invoke(
            bot, ["connections", *words], env={**env, "COLUMNS": "200"}, catch_exceptions=False
        )
        assert run.exit_code == 0, run.output
        return run.output

    return invoked


def keep(env: dict[str, str], *names: OrganisationId) -> None:
    kept = open_connections(Config.from_env(env))
    for name in names:
        at = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
        tokens = Tokens(
            tenant_id=f"tenant-{name}",
            tenant_name=f"{name} hearing",
            access_token="secret-access",
            refresh_token="secret-refresh",
            expires_at=at + timedelta(minutes=30),
            scopes=("offline_access",),
        )
        kept.save(name, tokens, now=at)


def test_the_list_tells_who_is_connected_and_no_secret(env: dict[str, str], run: Run) -> None:
    keep(env, *NAMES)
    said = run("list")
    for words in ("oak hearing", "tenant-willow", "assistant", "2026-11-22 10:30"):
        assert words in said
    assert "secret" not in said


def test_a_consent_that_no_key_opens_is_listed_all_the_same(env: dict[str, str], run: Run) -> None:
    keep(env, *NAMES)
    env["BOT_ENCRYPTION_KEYS"] = KEYS[1]
    assert run("list").count("no key opens it") == 2


def test_one_consent_is_forgotten(env: dict[str, str], run: Run) -> None:
    keep(env, *NAMES)
    assert "Forgotten" in run("remove", "oak")
    assert list(open_connections(Config.from_env(env)).organisations()) == ["willow"]
    with pytest.raises(NotFound):
        run("remove", "oak")


def test_after_encrypting_anew_the_old_key_can_go(env: dict[str, str], run: Run) -> None:
    keep(env, *NAMES)
    env["BOT_ENCRYPTION_KEYS"] = f"{KEYS[1]},{KEYS[0]}"
    assert "2 encrypted with the newest key." in run("rotate")
    env["BOT_ENCRYPTION_KEYS"] = KEYS[1]
    assert "willow hearing" in run("list")


def test_with_nothing_kept_there_is_nothing_to_encrypt(run: Run) -> None:
    assert "0 encrypted" in run("rotate")


def test_with_no_test_invoice_left_behind_none_is_swept(run: Run) -> None:
    assert run("sweep") == "0 gone from Xero for certain.\n"


def test_a_developer_gets_the_token_that_hearlink_would_sign(run: Run) -> None:
    token = run("token", "--org", "willow", "--visitor", "ana", "--minutes", "5").strip()
    claims = jwt.decode(token, OctKey.import_key(IDENTITY)).claims
    assert (claims["sub"], claims["org"], claims["aud"]) == ("ana", "willow", "hearlink-assistant")
    assert claims["exp"] - claims["iat"] == 300
    assert claims["permissions"] == ["integrations.manage"]


def test_without_a_secret_no_token_is_signed(env: dict[str, str], run: Run) -> None:
    del env["BOT_IDENTITY_SECRET"]
    with pytest.raises(BadConfig, match="BOT_IDENTITY_SECRET is not set"):
        run("token", "--org", "willow", "--visitor", "ana")


def test_a_developer_gets_a_page_whose_ticket_is_good(env: dict[str, str], run: Run) -> None:
    said = run("page", "--org", '<b>"willow', "--visitor", "ana")
    ticket = said.partition('name="ticket" value="')[2].partition('"')[0]
    assert 'action="http://127.0.0.1:8000/xero/connect"' in said
    assert 'src="http://127.0.0.1:8000/widget.js"' in said
    assert "<b>" not in said
    found = open_connecting(Config.from_env(env)).ticket(ticket)
    assert isinstance(found, Authorisation)
    assert found.organisation == '<b>"willow'


def test_a_page_needs_everything_set_up(env: dict[str, str], run: Run) -> None:
    env["BOT_PUBLIC_URL"] = ""
    with pytest.raises(NotFound, match="not set up"):
        run("page", "--org", "willow", "--visitor", "ana")
