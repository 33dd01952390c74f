"""The real knowledge and its model, made once for each test process."""

from pathlib import Path

import pytest

from bot.bootstrap import load_knowledge, load_model
from bot.domain.topic import Knowledge, Topic
from bot.matching.reader import MessageReader

CACHE = Path(__file__).resolve().parents[1] / "var" / "cache"
"""Where the demo keeps its models, too: the same knowledge gives the same ones."""


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge()


@pytest.fixture(scope="session")
def topic(knowledge: Knowledge) -> Topic:
    return knowledge.first_topic


@pytest.fixture(scope="session")
def reader(knowledge: Knowledge) -> MessageReader:
    return MessageReader(knowledge, load_model(knowledge, CACHE))
