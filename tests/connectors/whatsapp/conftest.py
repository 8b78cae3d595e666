"""What the tests of the WhatsApp door share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.doubles.whatsapp import GraphDouble, Phone


@pytest.fixture
def graph() -> Iterator[GraphDouble]:
    """A Graph API of the test's own."""
    with GraphDouble() as double:
        yield double


@pytest.fixture
def lucia() -> Phone:
    """Somebody with a phone and a user id, new to the assistant."""
    return Phone.new()
