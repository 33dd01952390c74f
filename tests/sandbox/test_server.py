"""The sandbox really served."""

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from flask import Flask

from bot.sandbox.server import answering, base_url, bound, serve
from bot.sandbox.world import World
from tests.sandbox.stage import as_tenant


def test_many_organisations_at_once_never_mix(world: World, address: str) -> None:
    clinics = [world.create() for _ in range(8)]
    with httpx.Client(trust_env=False) as client, ThreadPoolExecutor(8) as crew:

        def look(turn: int) -> bool:
            clinic = clinics[turn % len(clinics)]
            url = f"{address}/xero/api.xro/2.0/Organisation"
            body = client.get(url, headers=as_tenant(clinic)).json()
            return bool(body["Organisations"][0]["OrganisationID"] == clinic.tenant_id)

        assert all(crew.map(look, range(160)))
    assert world.breaches == []
    assert {one.meter.in_minute for one in clinics} == {20}


def test_caller_who_is_early_finds_the_routes_that_came_late() -> None:
    app = Flask("late")
    with bound(app) as server, ThreadPoolExecutor(1) as crew:
        early = crew.submit(httpx.get, f"{base_url(server)}/late", trust_env=False)
        app.add_url_rule("/late", view_func=lambda: "here")
        with answering(server):
            assert early.result().text == "here"


def test_after_serving_nobody_listens() -> None:
    with serve(Flask("empty")) as base:
        assert httpx.get(base, trust_env=False).status_code == 404
    with pytest.raises(httpx.ConnectError):
        httpx.get(base, trust_env=False)
