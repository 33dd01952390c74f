"""A Xero with many organisations on loopback that notes every mix-up between them.

Each organisation has accounts, names and numbers that no other has, so that one of another's in
a request, or in a finding, cannot be missed.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from werkzeug.wrappers import Request, Response

from bot.ports.connections import Tokens
from bot.ports.looks import Target
from bot.ports.people import OrganisationId
from tests.adapters.wire import Wire, told
from tests.adapters.xero_answers import NOW, refusal, target

API = "/api.xro/2.0"
GRACE = timedelta(minutes=30)


@dataclass
class Town:
    """`mixed` are the requests in which anything was another's; `clock` is the time there."""

    names: list[str]
    clock: datetime = NOW
    asked: dict[str, int] = field(default_factory=dict)
    mixed: list[str] = field(default_factory=list)
    refreshes: list[str] = field(default_factory=list)
    lost: int = 0
    generation: dict[str, int] = field(default_factory=dict)
    used: dict[str, datetime] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def on(self, wire: Wire) -> None:
        """Answer all that the looks ask, at this server."""
        wire.on("/connections", self._connections).on("/connect/token", self._token)
        for name, reply in self._replies().items():
            wire.on(f"{API}/{name}", self._tenanted(reply))
        for name in self.names:
            wire.on(f"{API}/invoices/id-{name}/history", self._tenanted(self._history))

    def tokens(self, name: str, *, lives: int = 1800) -> Tokens:
        """The consent of that organisation, its access token living so many seconds."""
        return Tokens(
            tenant_id=f"tenant-{name}",
            access_token=f"access-{name}-0",
            refresh_token=f"refresh-{name}-0",
            expires_at=self.clock + timedelta(seconds=lives),
        )

    def _replies(self) -> Mapping[str, Callable[[str, Request], Response]]:
        return {
            "organisation": lambda name, _: told({"Organisations": [_place(name)]}),
            "organisation/actions": lambda _, __: told({"Actions": []}),
            "users": lambda _, __: told({"Users": []}),
            "accounts": lambda name, _: told({"Accounts": [_account(name)]}),
            "taxrates": lambda name, _: told({"TaxRates": [_tax(name)]}),
            "currencies": lambda name, _: told({"Currencies": [{"Code": f"C-{name}"}]}),
            "contacts": self._contacts,
            "invoices": self._invoices,
        }

    def _tenanted(self, reply: Callable[[str, Request], Response]) -> Callable[[Request], Response]:
        def checked(request: Request) -> Response:
            name = self._bearer_of(request)
            if not name:
                return told(refusal(401, "TokenExpired: token expired"), 401)
            if request.headers.get("xero-tenant-id") != f"tenant-{name}":
                self._mix_up(f"{name} at {request.full_path}")
            if set(re.findall(r"\bof-\w+", f"{request.args.to_dict()}")) - {f"of-{name}"}:
                self._mix_up(f"{name} at {request.full_path}")
            with self._lock:
                key = f"{name} {request.path.lower()}"
                self.asked[key] = self.asked.get(key, 0) + 1
            return reply(name, request)

        return checked

    def _bearer_of(self, request: Request) -> str:
        """Whose living access token this is; nothing for one that was renewed away."""
        _, name, number = request.headers["Authorization"].split("-")
        with self._lock:
            return name if int(number) == self.generation.get(name, 0) else ""

    def _mix_up(self, what: str) -> None:
        with self._lock:
            self.mixed.append(what)

    def _connections(self, request: Request) -> Response:
        name = self._bearer_of(request)
        if not name:
            return told(refusal(401, "TokenExpired: token expired"), 401)
        return told([{"tenantId": f"tenant-{name}", "tenantName": f"Place of-{name}"}])

    def _token(self, request: Request) -> Response:
        old = request.form["refresh_token"]
        _, name, _ = old.split("-")
        with self._lock:
            self.refreshes.append(name)
            if self.clock - self.used.setdefault(old, self.clock) > GRACE:
                return told({"error": "invalid_grant"}, 400)
            self.generation[name] = number = self.generation.get(name, 0) + 1
            lost, self.lost = self.lost > 0, max(0, self.lost - 1)
        if lost:
            # The pair has changed there, but nobody ever reads which one is the new one.
            return Response(b"{", headers={"Content-Length": "500"})
        pair = {"access_token": f"access-{name}-{number}", "expires_in": 1800}
        return told({**pair, "refresh_token": f"refresh-{name}-{number}"})

    def _contacts(self, name: str, request: Request) -> Response:
        asked = re.search(r"of-\w+", request.args["where"])
        row = {"Name": f"Patient {asked[0] if asked else ''}", "ContactStatus": "ACTIVE"}
        return told({"Contacts": [row]})

    def _invoices(self, name: str, request: Request) -> Response:
        number = f"N of-{name}"
        row = {"InvoiceNumber": number, "InvoiceID": f"id-{name}", "Status": "VOIDED"}
        return told({"Invoices": [row], "pagination": {"itemCount": 3}})

    def _history(self, name: str, request: Request) -> Response:
        if not request.path.endswith(f"/id-{name}/History"):
            self._mix_up(f"{name} at {request.path}")
        return told({"HistoryRecords": [{"Changes": "Voided", "User": f"Jo of-{name}"}]})


def _place(name: str) -> Mapping[str, object]:
    active = {"OrganisationStatus": "ACTIVE", "Class": "STARTER", "BaseCurrency": f"C-{name}"}
    return {**active, "EndOfYearLockDate": "2026-03-31T00:00:00"}


def _account(name: str) -> Mapping[str, object]:
    return {"Code": f"A of-{name}", "Status": "ARCHIVED", "Class": "REVENUE"}


def _tax(name: str) -> Mapping[str, object]:
    return {"TaxType": f"T of-{name}", "Status": "ARCHIVED", "CanApplyToRevenue": True}


def at(name: str, *, fresh: bool = False) -> Target:
    """A target of that organisation that knows what only this one has."""
    handed_on = {"invoice_contact": f"Patient of-{name}", "invoice_date": "2026-03-01"}
    return target(
        OrganisationId(name),
        fresh=fresh,
        fleeting=handed_on,
        invoice_number=f"N of-{name}",
        mapping=f"Things of-{name}=A of-{name}/T of-{name}",
        payment_account_code=f"A of-{name}",
        currency=f"C-{name}",
    )


def foreign(text: str, name: str) -> set[str]:
    """What in a text belongs to another organisation than that one."""
    return set(re.findall(r"(?:of-|C-)[a-z0-9]+", text)) - {f"of-{name}", f"C-{name}"}
