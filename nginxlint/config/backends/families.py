"""The modules that pass requests on, and the settings that belong to each."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from nginxlint.config.known import is_complete

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tree import Directive

_FAMILIES = ("proxy", "fastcgi", "uwsgi", "scgi", "grpc", "memcached")


class WrongFamily(NamedTuple):
    """Settings beside a ``*_pass`` that belong to another one.

    ``own`` is the name that the first of them has in the right family, empty if that has none or has it set.
    """

    passing: Directive
    lines: list[Directive]
    own: str


def wrong_family(configuration: Configuration) -> Iterator[WrongFamily]:
    """The settings without effect in locations that pass requests on.

    Only those in the file of the ``*_pass`` itself: what is included may be meant for several locations.
    Blocks in the location inherit them; so nothing is said where one of these passes requests on otherwise.
    """
    for family in _FAMILIES:
        others = tuple(f"{other}_" for other in _FAMILIES if other != family)
        for passing in configuration.named(f"{family}_pass"):
            block = passing.parent
            if block is None or block.name != "location":
                continue
            lines = [
                child
                for child in block.children or ()
                if child.name.startswith(others)
                and child.source is passing.source
                and _is_setting(configuration, child)
            ]
            if not lines or not is_complete(configuration, block) or _is_mixed(block, family):
                continue
            yield WrongFamily(passing, lines, _own(configuration, lines[0], block, family))


def _is_setting(configuration: Configuration, line: Directive) -> bool:
    """Whether a line is a setting of the module that its name begins with, and not the ``*_pass`` itself."""
    fact = configuration.dialect.find(line.name, "location")
    family = line.name.partition("_")[0]
    return fact is not None and fact.module == f"ngx_http_{family}_module" and line.name != f"{family}_pass"


def _is_mixed(block: Directive, family: str) -> bool:
    """Whether requests are passed on by another family in the block or in those in it."""
    return any(
        line.name.endswith("_pass")
        and line.name != f"{family}_pass"
        and line.name[: -len("_pass")] in _FAMILIES
        for line in block.walk()
    )


def _own(configuration: Configuration, line: Directive, block: Directive, family: str) -> str:
    name = f"{family}_{line.name.partition('_')[2]}"
    fact = configuration.dialect.find(name, "location")
    return name if fact is not None and fact.source == "core" and not block.all(name) else ""


def all_passed_on(configuration: Configuration) -> Iterator[tuple[Directive, Directive]]:
    """The ``*_pass`` lines in ``location /`` of servers that make no other use of their ``root``, with it.

    FastCGI needs it to name the script.
    """
    for family in ("proxy", "uwsgi", "scgi"):
        for passing in configuration.named(f"{family}_pass"):
            block = passing.parent
            if block is None or block.name != "location" or [str(arg) for arg in block.args] != ["/"]:
                continue
            server = block.parent
            root = None if server is None else server.first("root")
            if (
                server is None
                or server.name != "server"
                or root is None
                or root.args[:1] in ([], ["/dev/null"])
            ):
                continue
            if (
                not is_complete(configuration, server)
                or server.first("try_files")
                or block.first("try_files")
            ):
                continue
            if all(_passes_on(other) for other in server.all("location")):
                yield passing, root


def _passes_on(location: Directive) -> bool:
    return any(
        line.name in ("return", "deny") or (line.name.endswith("_pass") and line.name != "fastcgi_pass")
        for line in location.children or ()
    )
