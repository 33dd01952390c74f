"""One application a test, over stores of its own."""

import pytest

from bot.domain.topic import Knowledge
from tests.web.stage import Web


@pytest.fixture
def web(knowledge: Knowledge) -> Web:
    """The application with nothing in its stores but one agent."""
    return Web(knowledge)
