"""The real knowledge, compiled once."""

import pytest

from bot.bootstrap import load_knowledge
from bot.domain.topic import Knowledge
from tests.services.stage import Stage


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """What comes along with the product."""
    return load_knowledge()


@pytest.fixture
def stage(knowledge: Knowledge) -> Stage:
    """The use cases over empty stores."""
    return Stage(knowledge)
