"""What the Xero adapter has to be told."""

from dataclasses import dataclass, field
from datetime import timedelta

STATUS_PAGES = ("https://status.xero.com", "https://status.developer.xero.com")
"""Xero has two pages and names now the one, now the other; each may be gone one day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class XeroSettings:
    """Our app at Xero and where Xero is.

    `timeout` is (connect, read) in seconds; for `status_fresh` a status page is not asked again.
    `shared_app` says that the app is HearLink's own, so that our consent is its connection;
    otherwise ours says nothing about HearLink's.
    """

    client_id: str
    client_secret: str = field(repr=False)
    api_url: str = "https://api.xero.com"
    identity_url: str = "https://identity.xero.com"
    status_urls: tuple[str, ...] = STATUS_PAGES
    status_fresh: timedelta = timedelta(seconds=60)
    timeout: tuple[float, float] = (3.0, 8.0)
    shared_app: bool = True
