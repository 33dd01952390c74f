"""Settings: all that is wrong is said at once, and no secret shows."""

from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from bot.config import Config
from bot.domain.errors import BadConfig
from bot.web.current import WebSettings

ENOUGH = {"BOT_SECRET_KEY": "s" * 32, "BOT_ENCRYPTION_KEYS": Fernet.generate_key().decode()}


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
