"""Real nginx, for the tests of this folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from judges import open_judge
from nginx.judge import Judge

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session", params=["wheel", "debian"])
def judge(request: pytest.FixtureRequest) -> Iterator[Judge]:
    """A real nginx: the wheel's, and Debian's where it is installed."""
    found = open_judge(request.param)
    yield found
    found.close()
