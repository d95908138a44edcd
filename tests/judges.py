"""What happens where a real nginx that tests ask is not installed."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def absent(what: str) -> NoReturn:
    """Skip a test for want of a judge, or fail it where judges are required (NGINXLINT_JUDGES=required)."""
    text = f"no nginx of the {what} here"
    if os.environ.get("NGINXLINT_JUDGES") == "required":
        pytest.fail(text)
    pytest.skip(text)
