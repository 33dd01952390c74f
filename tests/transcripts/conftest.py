"""The real knowledge and matcher, made once for all conversations."""

import pytest

from bot.bootstrap import load_knowledge, load_model
from bot.domain.topic import Knowledge
from bot.matching.reader import MessageReader


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """What comes along with the product."""
    return load_knowledge()


@pytest.fixture(scope="session")
def reader(knowledge: Knowledge, tmp_path_factory: pytest.TempPathFactory) -> MessageReader:
    """Reads messages with a model that is trained here."""
    return MessageReader(knowledge, load_model(knowledge, tmp_path_factory.mktemp("model")))
