"""The tickets of a made-up Freshdesk account: kept in memory, checked as Freshdesk checks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.sandbox.wire import iso

REQUESTER = ("requester_id", "email", "phone", "facebook_id", "twitter_id")
"""One of these says who asks."""

CHOICES: Mapping[str, frozenset[int]] = {
    "status": frozenset({2, 3, 4, 5}),
    "priority": frozenset({1, 2, 3, 4}),
    "source": frozenset({1, 2, 3, 7, 9, 10}),
}
KNOWN = frozenset(
    {
        *REQUESTER,
        *CHOICES,
        "name",
        "subject",
        "description",
        "type",
        "tags",
        "group_id",
        "responder_id",
        "product_id",
        "cc_emails",
        "custom_fields",
        "attachments",
    }
)

BLANK = "It should not be blank as this is a mandatory field"
INVALID, TYPE = "invalid_value", "datatype_mismatch"

Json = dict[str, Any]


@dataclass(slots=True)
class Account:
    """One Freshdesk account: what its agents must fill in, how much it may be asked a minute.

    `closed` makes every call answer 403, as for an agent without the right to open tickets.
    """

    api_key: str = "freshdesk-key"
    required: tuple[str, ...] = ("subject",)
    custom: tuple[str, ...] = ("cf_reference",)
    per_minute: int = 200
    closed: bool = False
    tickets: list[Json] = field(default_factory=list)
    minute: int = 0
    used: int = 0

    def count(self, now: datetime) -> int:
        """One more call; how many are left this minute, below zero when it is too many."""
        minute = int(now.timestamp()) // 60
        self.used = self.used + 1 if minute == self.minute else 1
        self.minute = minute
        return self.per_minute - self.used

    def open(self, wish: Json, *, now: datetime) -> Json:
        at = iso(now).replace(".000Z", "Z")
        ticket = {
            "id": len(self.tickets) + 1,
            "status": 2,
            "priority": 1,
            "source": 2,
            "tags": [],
            "attachments": [],
            "custom_fields": dict.fromkeys(self.custom),
            "spam": False,
            "created_at": at,
            "updated_at": at,
        }
        self.tickets.append(ticket | wish)
        return self.tickets[-1]

    def tagged(self, tag: str) -> Sequence[Json]:
        return [one for one in self.tickets if tag in one["tags"]]

    def fields(self) -> Sequence[Json]:
        """What GET ticket_fields tells of each field."""
        names = [*self.required, "description", "status", "priority", *self.custom]
        return [
            {
                "id": place + 1,
                "name": name,
                "label": name.removeprefix("cf_").capitalize(),
                "type": "custom_text" if name in self.custom else f"default_{name}",
                "default": name not in self.custom,
                "required_for_agents": name in self.required,
            }
            for place, name in enumerate(dict.fromkeys(names))
        ]


def errors(wish: Json, account: Account) -> list[Json]:
    """Everything that Freshdesk has against a ticket, field by field."""
    found = [
        _wrong(name, "Unexpected/invalid field in request", "invalid_field")
        for name in sorted(wish.keys() - KNOWN)
    ]
    if not any(wish.get(name) for name in REQUESTER):
        found.append(_wrong("email", BLANK))
    if wish.get("phone") and not (wish.get("email") or wish.get("name")):
        found.append(_wrong("name", BLANK))
    if "@" not in str(wish.get("email", "@")):
        found.append(_wrong("email", "It should be in the 'valid email address' format", INVALID))
    custom = wish.get("custom_fields") or {}
    found += [_wrong(o, BLANK) for o in account.required if not (wish.get(o) or custom.get(o))]
    for name, values in CHOICES.items():
        if name in wish and wish[name] not in values:
            listed = ",".join(map(str, sorted(values)))
            found.append(_wrong(name, f"It should be one of these values: '{listed}'", INVALID))
    if not isinstance(wish.get("tags", []), list):
        found.append(_wrong("tags", "Value set is of type String. It should be a/an Array", TYPE))
    unknown = sorted(custom.keys() - set(account.custom))
    return found + [
        _wrong(name, "Unexpected/invalid field in request", "invalid_field") for name in unknown
    ]


def _wrong(field_: str, message: str, code: str = "missing_field") -> Json:
    return {"field": field_, "message": message, "code": code}
