"""The use cases over empty stores."""

import pytest

from bot.domain.topic import Knowledge
from tests.services.stage import Stage


@pytest.fixture
def stage(knowledge: Knowledge) -> Stage:
    """The use cases over empty stores."""
    return Stage(knowledge)
