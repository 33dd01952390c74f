"""The real knowledge, compiled once."""

import pytest

from bot.bootstrap import load_knowledge
from bot.domain.topic import Knowledge, Topic


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """What comes along with the product."""
    return load_knowledge()


@pytest.fixture(scope="session")
def topic(knowledge: Knowledge) -> Topic:
    """The topic of the article."""
    return knowledge.first_topic
