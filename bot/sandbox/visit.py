"""Plays one visitor of one clinic of the sandbox, over HTTP, until nothing is wrong any more."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import httpx

from bot.sandbox.faults import FAULTS, in_sight, possible

QUESTIONS = frozenset({"ask", "did_you_mean"})
LONGEST = 12
"""No visitor answers more questions in one go."""

Turn = Mapping[str, Any]


@dataclass
class Visit:
    """An identified visitor of a new clinic with these faults.

    `left` are the faults that nobody has mended yet, `found` the causes as they were named,
    `questions` the facts that were asked for. A test invoice is left alone, unless one `tries`.
    """

    url: str
    faults: tuple[str, ...]
    latency_ms: int = 0
    tries: bool = False
    questions: list[str] = field(default_factory=list)
    found: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.http = httpx.Client(base_url=self.url, trust_env=False, timeout=30)
        self.left = list(possible(self.faults))
        wish = {"faults": self.faults, "latency_ms": self.latency_ms}
        self.clinic = self._post("/sandbox/organisations", wish)
        identity = {"Authorization": f"Bearer {self.clinic['identity_token']}"}
        opened = self._post("/api/v1/conversations", {}, identity)
        self._path = f"/api/v1/conversations/{opened['id']}"
        self._proof = {"Authorization": f"Bearer {opened['token']}"}
        self._names = count()

    def tell(self, opening: str) -> Turn:
        """Describe the trouble, agree to looks, and answer what no look can see."""
        return self._answered(self.send(text=opening))

    def start(self, opening: str) -> Turn:
        """Describe the trouble and leave it at that, without agreeing to any look."""
        return self._said(text=opening)

    def send(self, **said: str) -> Turn:
        """Say or choose something, and run the looks that follow; the turn at the end."""
        turn = self._said(**said)
        while turn["checks"]:
            turn = self._post(f"{self._path}/checks", {}, self._proof)["turn"]
        if turn["decision"]["kind"] == "look":
            wanted = self.tries or turn["decision"]["fact"] == "look"
            return self.send(choice="look.yes" if wanted else "look.no")
        return turn

    def mend(self, cause: str) -> bool:
        """Play the person who puts right what was named; whether anything of that kind was."""
        there = in_sight(self.left)
        fault = next((one for one in there if FAULTS[one].cause == cause), None)
        if fault is None:
            return False
        where = f"/sandbox/organisations/{self.clinic['organisation']}/repair"
        self._post(where, {"fault": fault})
        self.left.remove(fault)
        return True

    def solve(self, opening: str) -> bool:
        """From the opening to a clinic without a fault; False where the trail is lost."""
        turn = self.tell(opening)
        while self.left:
            named = self._named(turn)
            if not named or not self.mend(named):
                return False
            self.found.append(named)
            turn = self._answered(self.send(choice="remedy.done"))
            if self.left and not self._named(turn):
                turn = self.tell("it still doesn't work")
        return bool(turn.get("fixed") == self.found[-1])

    def _named(self, turn: Turn) -> str:
        """The cause that a turn names, or says to be there still; nothing where it does neither."""
        if (diagnosis := turn["decision"].get("diagnosis")) is not None:
            return str(diagnosis["cause"])
        still = not turn.get("fixed") and "remedy.done" in {one["id"] for one in turn["choices"]}
        return self.found[-1] if still and self.found else ""

    def looked(self) -> set[str]:
        """The checks that have run so far."""
        return {one["check"] for one in self.looks()}

    def looks(self) -> list[Turn]:
        """The looks that have ended so far: `check`, `at` its end, `took_ms`, what was seen."""
        events = self._get(f"{self._path}/events", self._proof)["events"]
        return [one for one in events if one["kind"] == "looked"]

    def log(self) -> list[Turn]:
        """The newest requests that anybody sent to the stand-ins: `what`, `came` and `went`."""
        log: list[Turn] = self.http.get("/sandbox/log").raise_for_status().json()
        return log

    def calls_to_xero(self, *methods: str) -> int:
        """How many requests for this clinic have reached Xero, by any method unless some are named.

        Those to its status page and for tokens are left out.
        """
        calls = self._get("/sandbox/calls").get(self.clinic["organisation"], {}).get("calls", {})
        split = ((*what.split(" ", 1), n) for what, n in calls.items())
        return sum(n for method, path, n in split if _counts(method, path, methods))

    def again(self) -> Turn:
        """Ask for the pending looks once more."""
        turn: Turn = self._post(f"{self._path}/checks", {}, self._proof)["turn"]
        return turn

    def undo(self) -> Turn:
        """Take the last message back."""
        body = {"client_id": str(next(self._names))}
        turn: Turn = self._post(f"{self._path}/undo", body, self._proof)["turn"]
        return turn

    def close(self) -> None:
        """Hang up."""
        self.http.close()

    def _answered(self, turn: Turn) -> Turn:
        for _ in range(LONGEST):
            kind, offered = turn["decision"]["kind"], {one["id"] for one in turn["choices"]}
            if kind in QUESTIONS:
                self.questions.append(turn["decision"]["fact"])
                turn = self.send(**self._answer(turn["decision"]["fact"]))
            elif kind == "say" and "look.yes" in offered:
                # The words were not understood, or taken for a request: a look is one click away.
                self.questions.append("look")
                turn = self.send(choice="look.yes")
            else:
                break
        return turn

    def _answer(self, fact: str) -> dict[str, str]:
        about = next((number for one in self.left if (number := FAULTS[one].about)), "")
        if fact == "invoice_number" and about:
            return {"text": f"it's {about}"}
        document = "credit_note" if about.startswith("CN") else "invoice"
        known = {"document": document} if about else {}
        return {"choice": f"{fact}={known.get(fact, 'unknown')}"}

    def _said(self, **said: str) -> Turn:
        body = {"client_id": str(next(self._names)), **said}
        turn: Turn = self._post(f"{self._path}/messages", body, self._proof)["turn"]
        return turn

    def _get(self, path: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        return _found(self.http.get(path, headers=dict(headers or {})))

    def _post(
        self, path: str, body: Mapping[str, Any], headers: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        return _found(self.http.post(path, json=body, headers=dict(headers or {})))


def _counts(method: str, path: str, methods: Collection[str]) -> bool:
    return path.startswith("/xero/") and (not methods or method in methods)


def _found(answer: httpx.Response) -> dict[str, Any]:
    """The JSON of a good answer; httpx.HTTPStatusError for any other."""
    answer.raise_for_status()
    found: dict[str, Any] = answer.json()
    return found
