"""Configurations for the tests of what holds in a whole one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.config.given import Request
from nginxlint.config.plan import make_plan
from nginxlint.nginx.dialect import Dialect
from nginxlint.nginx.version import NEWEST, Version

if TYPE_CHECKING:
    from nginxlint.config.configuration import Configuration


def read(text: str, version: str | None = None) -> Configuration:
    """The configuration that a text makes, read as nginx.conf from standard input."""
    dialect = Dialect(NEWEST if version is None else Version.parse(version))
    plan = make_plan(Request((), "/", stdin=text.encode()), dialect)
    (configuration,) = plan.configurations
    return configuration


def http(text: str, version: str | None = None) -> Configuration:
    """The configuration with ``text`` in its http block; lines count from 1 as in the text."""
    return read(f"events {{}} http {{{text}\n}}\n", version)
