"""Settings, read once from the environment into frozen values; nothing else reads it."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.adapters.hearlink.settings import HearLinkSettings
from bot.adapters.xero.settings import STATUS_PAGES, XeroSettings
from bot.domain.errors import BadConfig

LEAST_SECRET = 32
"""The shortest secret that is taken, in characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Everything that differs from one installation to the next."""

    secret_key: str = field(repr=False)
    encryption_keys: tuple[str, ...] = field(repr=False)
    identity_secret: str = field(default="", repr=False)
    identity_audience: str = "hearlink-assistant"
    host_key: str = field(default="", repr=False)
    database_url: str = "sqlite:///var/bot.db"
    cache: Path = Path("var/cache")
    knowledge: Path | None = None
    frame_ancestors: tuple[str, ...] = ("'self'",)
    limits_storage: str = "memory://"
    limits: Mapping[str, str] = field(default_factory=dict)
    secure_cookies: bool = True
    trusted_proxies: int = 0
    home: str = ""
    xero: XeroSettings = field(default_factory=lambda: XeroSettings(client_id="", client_secret=""))
    hearlink: HearLinkSettings = field(default_factory=HearLinkSettings)

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "Config":
        """The settings of this environment; BadConfig names everything missing or wrong at once."""
        problems = [
            f"{name} is not set"
            for name in ("BOT_SECRET_KEY", "BOT_ENCRYPTION_KEYS")
            if not env.get(name)
        ]
        problems += [
            f"{name} must be at least {LEAST_SECRET} characters long"
            for name in ("BOT_SECRET_KEY", "BOT_IDENTITY_SECRET", "BOT_HOST_KEY")
            if env.get(name) and len(env[name]) < LEAST_SECRET
        ]
        if problems:
            raise BadConfig("; ".join(problems))
        return cls(
            secret_key=env["BOT_SECRET_KEY"],
            encryption_keys=_listed(env["BOT_ENCRYPTION_KEYS"]),
            identity_secret=env.get("BOT_IDENTITY_SECRET", ""),
            identity_audience=env.get("BOT_IDENTITY_AUDIENCE", "hearlink-assistant"),
            host_key=env.get("BOT_HOST_KEY", ""),
            database_url=env.get("BOT_DATABASE_URL", "sqlite:///var/bot.db"),
            cache=Path(env.get("BOT_CACHE", "var/cache")),
            knowledge=Path(env["BOT_KNOWLEDGE"]) if env.get("BOT_KNOWLEDGE") else None,
            frame_ancestors=_listed(env.get("BOT_FRAME_ANCESTORS", "'self'")),
            limits_storage=env.get("BOT_LIMITS_STORAGE", "memory://"),
            secure_cookies=env.get("BOT_INSECURE_COOKIES", "") != "1",
            home=env.get("BOT_HOME", ""),
            trusted_proxies=int(env.get("BOT_TRUSTED_PROXIES", "0")),
            xero=_xero(env),
            hearlink=_hearlink(env),
        )


def _xero(env: Mapping[str, str]) -> XeroSettings:
    return XeroSettings(
        client_id=env.get("BOT_XERO_CLIENT_ID", ""),
        client_secret=env.get("BOT_XERO_CLIENT_SECRET", ""),
        api_url=env.get("BOT_XERO_API_URL", "https://api.xero.com"),
        identity_url=env.get("BOT_XERO_IDENTITY_URL", "https://identity.xero.com"),
        status_urls=_listed(env.get("BOT_XERO_STATUS_URLS", ",".join(STATUS_PAGES))),
    )


def _hearlink(env: Mapping[str, str]) -> HearLinkSettings:
    return HearLinkSettings(
        base_url=env.get("BOT_HEARLINK_URL", "https://app.hearlink.co.uk/api"),
        api_key=env.get("BOT_HEARLINK_API_KEY", ""),
        webhook_secret=env.get("BOT_HEARLINK_WEBHOOK_SECRET", ""),
        settings_url=env.get("BOT_HEARLINK_SETTINGS_URL") or None,
    )


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def fresh_secret() -> str:
    """A secret for a demo or a first installation."""
    return secrets.token_urlsafe(LEAST_SECRET)
