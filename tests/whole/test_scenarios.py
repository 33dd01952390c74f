"""Every scenario through the API: the right cause without a question, and a verified fix."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import httpx
import pytest

from bot.cli.demo import Demo, running
from bot.sandbox.scenarios import SCENARIOS, Scenario

BROKEN = [one for one in SCENARIOS.values() if one.faults]
VAGUE = "xero isn't working"
QUESTIONS = {"ask", "did_you_mean"}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with running(tmp_path_factory.mktemp("demo")) as started:
        yield started


@dataclass
class Visit:
    """One identified visitor of a clinic with one scenario, and the questions they were put."""

    url: str
    scenario: Scenario
    questions: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.http = httpx.Client(base_url=self.url, trust_env=False, timeout=30)
        wish = {"scenario": self.scenario.id}
        self.clinic = self._post("/sandbox/organisations", wish)
        identity = {"Authorization": f"Bearer {self.clinic['identity_token']}"}
        opened = self._post("/api/v1/conversations", {}, identity)
        self.path = f"/api/v1/conversations/{opened['id']}"
        self.proof = {"Authorization": f"Bearer {opened['token']}"}
        self.names = count()

    def send(self, **said: str) -> dict[str, Any]:
        """Say or choose something, agree to looks, and run them; the turn at the end."""
        body = {"client_id": str(next(self.names)), **said}
        turn: dict[str, Any] = self._post(f"{self.path}/messages", body, self.proof)["turn"]
        while turn["checks"]:
            turn = self._post(f"{self.path}/checks", {}, self.proof)["turn"]
        if turn["decision"]["kind"] == "look":
            return self.send(choice="look.yes")
        return turn

    def tell(self, opening: str) -> dict[str, Any]:
        """Describe the trouble, and answer what no look can see."""
        turn = self.send(text=opening)
        while turn["decision"]["kind"] in QUESTIONS:
            fact = turn["decision"]["fact"]
            self.questions.append(fact)
            turn = self.send(**self._answer(fact))
        return turn

    def repair(self) -> None:
        """Play the person who puts it right."""
        where = f"/sandbox/organisations/{self.clinic['organisation']}/repair"
        self._post(where, {"fault": "all"})

    def _answer(self, fact: str) -> dict[str, str]:
        if fact == "invoice_number":
            return {"text": "it's WH00041"}
        about = "credit_note" if self.scenario.cause == "credit_note_rules" else "invoice"
        known = {"document": about, "one_or_all": "some"}
        return {"choice": f"{fact}={known.get(fact, 'unknown')}"}

    def _post(
        self, path: str, body: dict[str, Any], headers: dict[str, str] | None = None
    ) -> dict[str, Any]:
        answer = self.http.post(path, json=body, headers=headers or {})
        assert answer.is_success, answer.text
        found: dict[str, Any] = answer.json()
        return found


@pytest.mark.parametrize("scenario", BROKEN, ids=lambda one: one.id)
def test_cause_is_found_without_a_question_and_the_fix_is_verified(
    demo: Demo, scenario: Scenario
) -> None:
    visit = Visit(demo.url, scenario)
    turn = visit.tell(scenario.opening)
    assert turn["decision"]["diagnosis"]["cause"] == scenario.cause
    assert visit.questions == []
    visit.repair()
    turn = visit.send(choice="remedy.done")
    assert turn["fixed"] == scenario.cause
    proof = [reason["text"] for reason in turn["blocks"][0]["evidence"]]
    assert proof
    assert len(proof) == len(set(proof))


@pytest.mark.parametrize("scenario", BROKEN, ids=lambda one: one.id)
def test_cause_is_found_from_words_that_say_next_to_nothing(demo: Demo, scenario: Scenario) -> None:
    visit = Visit(demo.url, scenario)
    turn = visit.tell(VAGUE)
    assert turn["decision"]["diagnosis"]["cause"] == scenario.cause
    assert len(visit.questions) <= 2


def test_healthy_clinic_is_told_what_is_in_order_and_offered_a_person(demo: Demo) -> None:
    visit = Visit(demo.url, SCENARIOS["all-well"])
    turn = visit.tell(VAGUE)
    assert turn["decision"]["kind"] == "escalate"
    assert "in order" in turn["blocks"][0]["text"]
