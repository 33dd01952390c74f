"""The sandbox really served."""

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from flask import Flask

from bot.sandbox.server import serve
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


def test_after_serving_nobody_listens() -> None:
    with serve(Flask("empty")) as base:
        assert httpx.get(base, trust_env=False).status_code == 404
    with pytest.raises(httpx.ConnectError):
        httpx.get(base, trust_env=False)
