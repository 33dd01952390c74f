"""Settings: all that is wrong is said at once, and no secret shows."""

from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from bot.adapters.xero.scopes import ScopeFamily
from bot.config import Config
from bot.domain.errors import BadConfig
from bot.web.current import WebSettings

ENOUGH = {"BOT_SECRET_KEY": "s" * 32, "BOT_ENCRYPTION_KEYS": Fernet.generate_key().decode()}
BROAD = {"BOT_XERO_SCOPES": "broad"}


def test_all_that_is_wrong_is_said_at_once() -> None:
    wrong = {
        "BOT_SECRET_KEY": "short",
        "BOT_ENCRYPTION_KEYS": "no-key",
        "BOT_HEARLINK_WEBHOOK_SECRET": "1",
        "BOT_TRUSTED_PROXIES": "one",
        "BOT_LOG_LEVEL": "loud",
    }
    with pytest.raises(BadConfig) as caught:
        Config.from_env(wrong)
    assert [name for name in wrong if f"{name} must be" not in str(caught.value)] == []


def test_what_must_be_set_is_asked_for() -> None:
    with pytest.raises(BadConfig, match=r"BOT_SECRET_KEY is not set.*BOT_ENCRYPTION_KEYS is not"):
        Config.from_env({})


@pytest.mark.parametrize("keys", [",", "x", "ü", f"{'A' * 43}=,x"])
def test_every_encryption_key_is_one(keys: str) -> None:
    with pytest.raises(BadConfig, match="BOT_ENCRYPTION_KEYS must be Fernet keys"):
        Config.from_env({**ENOUGH, "BOT_ENCRYPTION_KEYS": keys})


def test_setting_left_empty_is_as_if_it_were_not_there() -> None:
    empty = dict.fromkeys(("BOT_TRUSTED_PROXIES", "BOT_LOG_LEVEL", "BOT_CACHE"), "")
    assert Config.from_env({**ENOUGH, **empty}) == Config.from_env(ENOUGH)


def test_no_password_shows_when_settings_are_printed() -> None:
    urls = {"BOT_DATABASE_URL": "postgresql://bot:hunter2@db/bot"}
    urls["BOT_LIMITS_STORAGE"] = "redis://:hunter2@cache"
    config = Config.from_env({**ENOUGH, **urls})
    web = WebSettings(
        templates=Path(), secret_key="", identity_secret="", limits_storage=config.limits_storage
    )
    assert "hunter2" not in f"{config} {web}"


def test_commands_that_only_read_keep_models_where_the_service_looks() -> None:
    served = Config.from_env(ENOUGH)
    assert Config.for_reading({}).cache == served.cache
    chosen = {"BOT_CACHE": "elsewhere", "BOT_KNOWLEDGE": "ours"}
    reading = Config.for_reading(chosen)
    assert (reading.cache, reading.knowledge) == (Path("elsewhere"), Path("ours"))


@pytest.mark.parametrize(
    "url",
    ["https://a.example", "https://a.example:8443/", "http://127.0.0.1:8000", "http://localhost"],
)
def test_xero_comes_back_to_an_address_with_tls_or_to_this_machine(url: str) -> None:
    config = Config.from_env({**ENOUGH, "BOT_PUBLIC_URL": url})
    assert config.public_url == url.rstrip("/")
    assert config.consent.redirect_uri == f"{url.rstrip('/')}/xero/callback"


@pytest.mark.parametrize(
    "url",
    [
        "a.example",
        "http://a.example",
        "https://",
        "https://a.example/path",
        "https://a.example?x=1",
        "https://a.example#x",
        "https://user@a.example",
        "https://a.example:x",
        "https://[",
        "javascript:alert(1)",
        "http://127.0.0.1.evil.example",
    ],
)
def test_no_other_public_address_is_taken(url: str) -> None:
    with pytest.raises(BadConfig, match="BOT_PUBLIC_URL must be"):
        Config.from_env({**ENOUGH, "BOT_PUBLIC_URL": url})


def test_the_app_at_xero_is_hearlinks_unless_it_is_said_to_be_ours() -> None:
    assert Config.from_env(ENOUGH).xero.shared_app
    assert not Config.from_env({**ENOUGH, "BOT_XERO_APP": "own"}).xero.shared_app


@pytest.mark.parametrize("name", ["BOT_XERO_APP", "BOT_XERO_SCOPES"])
def test_a_choice_of_settings_is_one_of_those_told(name: str) -> None:
    with pytest.raises(BadConfig, match=f"{name} must be one of"):
        Config.from_env({**ENOUGH, name: "other"})


def test_scopes_are_granular_unless_broad_ones_are_asked_for() -> None:
    families = [Config.from_env({**ENOUGH, **more}).consent.family for more in ({}, BROAD)]
    assert families == [ScopeFamily.GRANULAR, ScopeFamily.BROAD]
