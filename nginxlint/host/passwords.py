"""The files that ``auth_basic`` asks for passwords."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nginxlint.config.inherit import value
from nginxlint.host.tls import file_named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tree import Directive


@dataclass(frozen=True, slots=True)
class PasswordFile:
    """A file of names and hashes, with the line that names it."""

    line: Directive
    path: str


def password_files(configuration: Configuration) -> Iterator[PasswordFile]:
    """The files that are asked somewhere, each line once; those with a variable in their path left out."""
    seen: set[int] = set()
    for line in configuration.named("auth_basic_user_file"):
        path = file_named(configuration, line)
        if path is not None and id(line.name) not in seen and _is_used(line, configuration):
            seen.add(id(line.name))
            yield PasswordFile(line, path)


def _is_used(line: Directive, configuration: Configuration) -> bool:
    """Whether ``auth_basic`` is on where the line holds: in its block, around it, or deeper."""
    block = line.parent
    if block is None:
        return any(one.args and one.args[0] != "off" for one in configuration.named("auth_basic"))
    if value(configuration, block, "auth_basic") not in (None, "off"):
        return True
    return any(one.name == "auth_basic" and one.args and one.args[0] != "off" for one in block.walk())
