"""What the HearLink adapter has to be told."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class HearLinkSettings:
    """Where HearLink is and how we prove ourselves; `timeout` is (connect, read) in seconds.

    `settings_url` is the base of the endpoint in docs/hearlink-settings.openapi.yaml, where it
    differs from `base_url`. Without an API key only the mirror answers; without a webhook secret
    no webhook is believed.
    """

    base_url: str = "https://app.hearlink.co.uk/api"
    api_key: str = field(default="", repr=False)
    webhook_secret: str = field(default="", repr=False)
    settings_url: str | None = None
    timeout: tuple[float, float] = (3.0, 8.0)
