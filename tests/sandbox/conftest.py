"""A world whose time, ids and waiting are in the test's hands."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from bot.sandbox.organisation import Organisation
from bot.sandbox.server import sandbox_app, serve
from bot.sandbox.world import World
from tests.sandbox.stage import Clock, make_world


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def world(clock: Clock) -> World:
    return make_world(clock)


@pytest.fixture
def clinic(world: World) -> Organisation:
    return world.create()


@pytest.fixture
def wire(world: World) -> FlaskClient:
    return sandbox_app(world).test_client()


@pytest.fixture
def address(world: World) -> Iterator[str]:
    with serve(sandbox_app(world)) as base:
        yield base
