"""What is put together from the settings."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import structlog
from cryptography.fernet import Fernet

from bot.adapters.log import start_log
from bot.bootstrap import application, load_model
from bot.cli.settings import reading_only
from tests.domain.small import KNOWLEDGE


@pytest.fixture
def log() -> Iterator[None]:
    """The log as it was, afterwards."""
    yield
    structlog.reset_defaults()


@pytest.mark.usefixtures("log")
def test_the_service_logs_as_its_settings_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = {
        "BOT_SECRET_KEY": "s" * 32,
        "BOT_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
        "BOT_DATABASE_URL": f"sqlite:///{tmp_path / 'bot.db'}",
        "BOT_CACHE": str(reading_only().cache),
        "BOT_LOG_LEVEL": "error",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    application()
    structlog.get_logger().warning("a small thing")
    structlog.get_logger().error("a grave thing")
    told = capsys.readouterr()
    assert ("a small thing" in told.err, "a grave thing" in told.err) == (False, True)
    assert told.out == ""


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize(("level", "says"), [("info", True), ("warning", False)])
def test_the_log_says_what_its_level_lets_through(
    level: str, says: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    start_log(level)
    structlog.get_logger().info("a ticket was delivered")
    assert ("a ticket was delivered" in capsys.readouterr().err) is says


def test_only_a_model_that_learned_from_what_changed_is_trained_anew(tmp_path: Path) -> None:
    told = {"unplugged": (("it is cold", "no heat"), ("no light",)), "broken": (("it hums",),)}
    knowledge = replace(KNOWLEDGE, symptoms={**told, "out_of_scope": (("nice weather",),)})
    load_model(knowledge, tmp_path)
    kept = set(tmp_path.iterdir())
    load_model(replace(knowledge, version="2", phrases={"en": {"hello": "Hi"}}), tmp_path)
    assert set(tmp_path.iterdir()) == kept
    more = {**knowledge.symptoms, "broken": (("it hums",), ("it smells",))}
    load_model(replace(knowledge, symptoms=more), tmp_path)
    assert len(set(tmp_path.iterdir()) - kept) == 1
