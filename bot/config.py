"""Settings, read once from the environment into frozen values; nothing else reads it."""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.fernet import Fernet

from bot.adapters.hearlink.settings import HearLinkSettings
from bot.adapters.xero.scopes import ConsentSettings, ScopeFamily
from bot.adapters.xero.settings import STATUS_PAGES, XeroSettings
from bot.domain.errors import BadConfig

LEAST_SECRET = 32
"""The shortest secret that is taken, in characters."""

SECRETS = (
    "BOT_SECRET_KEY",
    "BOT_IDENTITY_SECRET",
    "BOT_HOST_KEY",
    "BOT_HEARLINK_WEBHOOK_SECRET",
)
"""What signs or proves something, and is worth no more than it is long."""

LEVELS = ("debug", "info", "warning", "error")
"""How much the log says, from all to little."""

APPS = ("hearlink", "own")
"""Whose app at Xero ours is: the one that HearLink syncs with, or another."""

OURSELVES = ("localhost", "127.0.0.1")
"""Where Xero comes back to without TLS."""

AUTHORIZE_URL = ConsentSettings().authorize_url
CALLBACK = "/xero/callback"
"""The path of the redirect URI, as the app at Xero must have it."""

CACHE = "var/cache"


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Everything that differs from one installation to the next.

    What may hold a password is not shown by `repr`, URLs of stores too.
    """

    secret_key: str = field(repr=False)
    encryption_keys: tuple[str, ...] = field(repr=False)
    identity_secret: str = field(default="", repr=False)
    identity_audience: str = "hearlink-assistant"
    host_key: str = field(default="", repr=False)
    database_url: str = field(default="sqlite:///var/bot.db", repr=False)
    cache: Path = Path(CACHE)
    knowledge: Path | None = None
    frame_ancestors: tuple[str, ...] = ("'self'",)
    limits_storage: str = field(default="memory://", repr=False)
    limits: Mapping[str, str] = field(default_factory=dict)
    secure_cookies: bool = True
    trusted_proxies: int = 0
    home: str = ""
    public_url: str = ""
    log_level: str = "info"
    xero: XeroSettings = field(default_factory=lambda: XeroSettings(client_id="", client_secret=""))
    consent: ConsentSettings = field(default_factory=ConsentSettings)
    hearlink: HearLinkSettings = field(default_factory=HearLinkSettings)

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "Config":
        """The settings of this environment; BadConfig names everything missing or wrong at once."""
        if problems := list(_problems(env)):
            raise BadConfig("; ".join(problems))
        return cls(
            secret_key=env["BOT_SECRET_KEY"],
            encryption_keys=_listed(env["BOT_ENCRYPTION_KEYS"]),
            identity_secret=env.get("BOT_IDENTITY_SECRET", ""),
            identity_audience=env.get("BOT_IDENTITY_AUDIENCE", "hearlink-assistant"),
            host_key=env.get("BOT_HOST_KEY", ""),
            database_url=env.get("BOT_DATABASE_URL", "sqlite:///var/bot.db"),
            cache=_cache(env),
            knowledge=_knowledge(env),
            frame_ancestors=_listed(env.get("BOT_FRAME_ANCESTORS", "'self'")),
            limits_storage=env.get("BOT_LIMITS_STORAGE", "memory://"),
            secure_cookies=env.get("BOT_INSECURE_COOKIES", "") != "1",
            home=env.get("BOT_HOME", ""),
            public_url=_public_url(env),
            trusted_proxies=int(env.get("BOT_TRUSTED_PROXIES") or 0),
            log_level=env.get("BOT_LOG_LEVEL") or "info",
            xero=_xero(env),
            consent=_consent(env),
            hearlink=_hearlink(env),
        )

    @classmethod
    def for_reading(cls, env: Mapping[str, str]) -> "Config":
        """Enough for a command that only reads the knowledge; its secrets are made up."""
        return cls(
            secret_key=fresh_secret(),
            encryption_keys=(Fernet.generate_key().decode(),),
            cache=_cache(env),
            knowledge=_knowledge(env),
        )


def _problems(env: Mapping[str, str]) -> Iterator[str]:
    """What is missing or wrong, a sentence for each."""
    for name in ("BOT_SECRET_KEY", "BOT_ENCRYPTION_KEYS"):
        if not env.get(name):
            yield f"{name} is not set"
    for name in SECRETS:
        if 0 < len(env.get(name, "")) < LEAST_SECRET:
            yield f"{name} must be at least {LEAST_SECRET} characters long"
    if env.get("BOT_ENCRYPTION_KEYS") and not _are_fernet(_listed(env["BOT_ENCRYPTION_KEYS"])):
        yield "BOT_ENCRYPTION_KEYS must be Fernet keys, newest first, separated by commas"
    if not (env.get("BOT_TRUSTED_PROXIES") or "0").isdecimal():
        yield "BOT_TRUSTED_PROXIES must be a number"
    if (env.get("BOT_LOG_LEVEL") or "info") not in LEVELS:
        yield f"BOT_LOG_LEVEL must be one of {', '.join(LEVELS)}"
    yield from _connecting_problems(env)


def _connecting_problems(env: Mapping[str, str]) -> Iterator[str]:
    if not _is_public(_public_url(env)):
        yield "BOT_PUBLIC_URL must be an address like https://assistant.example.org"
    if (env.get("BOT_XERO_SCOPES") or ScopeFamily.GRANULAR) not in set(ScopeFamily):
        yield f"BOT_XERO_SCOPES must be one of {', '.join(ScopeFamily)}"
    if (env.get("BOT_XERO_APP") or APPS[0]) not in APPS:
        yield f"BOT_XERO_APP must be one of {', '.join(APPS)}"


def _public_url(env: Mapping[str, str]) -> str:
    return env.get("BOT_PUBLIC_URL", "").rstrip("/")


def _is_public(url: str) -> bool:
    """Whether Xero would come back to it: an origin with TLS, or this very machine."""
    try:
        parts = urlsplit(url)
        safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in OURSELVES)
        own = f"{parts.scheme}://{parts.netloc}" == url and "@" not in url
        return not url or (safe and own and bool(parts.hostname) and parts.port != 0)
    except ValueError:
        return False


def _are_fernet(keys: tuple[str, ...]) -> bool:
    try:
        return bool([Fernet(key) for key in keys])
    except ValueError:
        return False


def _cache(env: Mapping[str, str]) -> Path:
    return Path(env.get("BOT_CACHE") or CACHE)


def _knowledge(env: Mapping[str, str]) -> Path | None:
    return Path(env["BOT_KNOWLEDGE"]) if env.get("BOT_KNOWLEDGE") else None


def _xero(env: Mapping[str, str]) -> XeroSettings:
    return XeroSettings(
        client_id=env.get("BOT_XERO_CLIENT_ID", ""),
        client_secret=env.get("BOT_XERO_CLIENT_SECRET", ""),
        api_url=env.get("BOT_XERO_API_URL", "https://api.xero.com"),
        identity_url=env.get("BOT_XERO_IDENTITY_URL", "https://identity.xero.com"),
        status_urls=_listed(env.get("BOT_XERO_STATUS_URLS", ",".join(STATUS_PAGES))),
        shared_app=(env.get("BOT_XERO_APP") or APPS[0]) == APPS[0],
    )


def _consent(env: Mapping[str, str]) -> ConsentSettings:
    return ConsentSettings(
        authorize_url=env.get("BOT_XERO_AUTHORIZE_URL") or AUTHORIZE_URL,
        redirect_uri=f"{_public_url(env)}{CALLBACK}",
        family=ScopeFamily(env.get("BOT_XERO_SCOPES") or ScopeFamily.GRANULAR),
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


def origin_of(url: str) -> str:
    """Its scheme, host and port, as a content policy names them."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def fresh_secret() -> str:
    """A secret for a demo or a first installation."""
    return secrets.token_urlsafe(LEAST_SECRET)
