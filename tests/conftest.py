"""The real knowledge and its model, made once for each test process."""

from pathlib import Path

import pytest
from hypothesis import settings

from bot.bootstrap import load_knowledge, load_model
from bot.domain.topic import Knowledge, Topic
from bot.matching.reader import MessageReader

CACHE = Path(__file__).resolve().parents[1] / "var" / "cache"
"""Where the demo keeps its models, too: the same knowledge gives the same ones."""


# A busy machine is no defect, so no example has to be done within a time.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge()


@pytest.fixture(scope="session")
def topic(knowledge: Knowledge) -> Topic:
    return knowledge.first_topic


@pytest.fixture(scope="session")
def reader(knowledge: Knowledge) -> MessageReader:
    return MessageReader(knowledge, load_model(knowledge, CACHE))
