"""A configuration made of a text, for tests of the model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.config.configuration import Configuration, Place
from nginxlint.config.library import Library
from nginxlint.config.loader import load
from nginxlint.files.system import FileSystem
from nginxlint.nginx.dialect import Dialect
from nginxlint.nginx.version import NEWEST
from nginxlint.syntax.tokens import tokenize
from nginxlint.text.source import Source

if TYPE_CHECKING:
    from nginxlint.syntax.tree import Directive


def configuration_of(text: str, context: str | None = "http") -> Configuration:
    """The configuration that a text is, at the given place."""
    dialect = Dialect(NEWEST)
    found = Configuration(Library(FileSystem(), dialect, lambda path: path), Place(None))
    found.add(load(tokenize(Source("nginx.conf", text)), dialect, context), context)
    return found


def marked(configuration: Configuration, word: str) -> Directive:
    """The directive that has ``word`` among its arguments."""
    return next(one for one in configuration.walk() if word in "".join(one.args) and not one.is_block)
