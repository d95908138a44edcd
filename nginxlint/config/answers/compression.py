"""Which answers are compressed (ngx_http_gzip_filter_module.c, ngx_http_types_slot in ngx_http.c)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from nginxlint.config.blocks.servers import http_servers
from nginxlint.config.inherit import effective
from nginxlint.config.known import all_known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tokens import Token
    from nginxlint.syntax.tree import Directive

FAMILIES = ("gzip", "brotli", "zstd")
"""Filters that compress; each has a ``NAME_types``, which always holds text/html."""

_PACKED = frozenset(
    (
        *(f"image/{kind}" for kind in ("png", "jpeg", "jpg", "gif", "webp", "avif", "heic")),
        *(f"video/{kind}" for kind in ("mp4", "webm", "mpeg", "ogg", "quicktime", "x-flv", "x-msvideo")),
        *(f"audio/{kind}" for kind in ("mpeg", "mp3", "ogg", "webm", "aac", "x-m4a")),
        *(f"font/{kind}" for kind in ("woff", "woff2")),
        *(
            f"application/{kind}"
            for kind in (
                "font-woff",
                "font-woff2",
                "x-font-woff",
                "x-font-woff2",
                "zip",
                "gzip",
                "x-gzip",
                "x-7z-compressed",
                "x-rar-compressed",
                "x-bzip2",
            )
        ),
    )
)
"""MIME types whose format is compressed in itself."""


class Ineffective(NamedTuple):
    """A word of a list of MIME types that does nothing good there.

    ``why`` is ``pattern`` (no type is spelled with a ``*``), ``no type`` (it has no slash) or ``packed``.
    """

    line: Directive
    word: Token
    why: str


def ineffective(line: Directive) -> Iterator[Ineffective]:
    """The words of a ``gzip_types`` or its like that match no answer, or only what is compressed already."""
    if "*" in line.args:
        return
    compresses = str(line.name).removesuffix("_types") in FAMILIES
    for word in line.args:
        if "*" in word:
            yield Ineffective(line, word, "pattern")
        elif "/" not in word:
            yield Ineffective(line, word, "no type")
        elif compresses and word.lower() in _PACKED:
            yield Ineffective(line, word, "packed")


def untyped(configuration: Configuration) -> Iterator[tuple[Directive, str]]:
    """The lines that switch compression on where no types are named, with the directive that names them.

    Only pages of HTML are compressed then. A line inside a block that has such a line is left out.
    """
    if not all_known(configuration):
        return
    for family in FAMILIES:
        name = f"{family}_types"
        lines = [one for one in configuration.by_name.get(family, ()) if _is_on(one)]
        if not lines:
            continue
        around = {id(block) for types in configuration.named(name) for block in types.ancestors()}
        first = {id(line.parent): line for line in reversed(lines) if line.parent is not None}
        for place, line in first.items():
            if place in around or any(id(outer) in first for outer in line.ancestors() if id(outer) != place):
                continue
            assert line.parent is not None
            if not effective(configuration, line.parent, name):
                yield line, name


def is_switched_on(configuration: Configuration) -> bool:
    """Whether anything is compressed anywhere, while it is asked for or beforehand (``gzip_static``)."""
    return any(
        _is_on(line) or line.args[:1] == ["always"]
        for family in FAMILIES
        for line in configuration.named(family, f"{family}_static")
    )


def uncompressed(configuration: Configuration) -> Directive | None:
    """The ``http`` block of a configuration that serves sites and compresses nothing."""
    if not all_known(configuration) or is_switched_on(configuration):
        return None
    serves = any(not server.directive.all("return") for server in http_servers(configuration))
    return next(iter(configuration.named("http")), None) if serves else None


def _is_on(line: Directive) -> bool:
    return [str(arg).lower() for arg in line.args] == ["on"]
