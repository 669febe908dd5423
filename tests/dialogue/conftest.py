"""The product's own content and reader, loaded once for all tests of the dialogue."""

import pytest

from bot.app import Knowledge, load_knowledge
from tests.talk import Talk


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge()


@pytest.fixture
def talk(knowledge: Knowledge) -> Talk:
    """Start a conversation with somebody new."""
    return Talk(knowledge.content, knowledge.reader)
