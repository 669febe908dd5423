"""The product's own content, read once for all tests of the care rules."""

import pytest

from content.loader import Content, load_content


@pytest.fixture(scope="session")
def content() -> Content:
    return load_content()
