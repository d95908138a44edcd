"""What programs behind FastCGI, uwsgi and SCGI are told of a request: their parameters.

Nothing is sent by itself but what ``fastcgi_param`` and its like say (ngx_http_fastcgi_create_request).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from nginxlint.config.blocks.locations import location_of
from nginxlint.config.distribution import is_distributed
from nginxlint.config.inherit import effective
from nginxlint.config.known import all_seen, inherits_known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tree import Directive


class GatewayGap(NamedTuple):
    """A program that can't know what to do.

    ``kind``: ``nothing`` (no parameters at all), ``script`` (no SCRIPT_FILENAME), or ``path``: a request for
    ``path`` makes it look for ``file``, because of ``cause`` (an ``alias``), or of no ``root`` at all.
    ``is_certain`` is false where a file was not read and is taken to be the one that nginx brings: then
    only PHP and CGI, which always need a script, are told of.
    """

    kind: Literal["nothing", "script", "path"]
    passing: Directive
    is_php: bool
    is_certain: bool
    lines: list[Directive]
    path: str = ""
    file: str = ""
    cause: Directive | None = None


def gateway_gaps(configuration: Configuration) -> Iterator[GatewayGap]:
    """The ``fastcgi_pass``, ``uwsgi_pass`` and ``scgi_pass`` lines without the parameters that are needed."""
    for family in ("fastcgi", "uwsgi", "scgi"):
        for passing in configuration.named(f"{family}_pass"):
            block = passing.parent
            if block is None or not passing.args or passing.context == "stream-server":
                continue
            lines = effective(configuration, block, f"{family}_param")
            if not all_seen(configuration, block, lines):
                continue
            if not lines:
                yield GatewayGap("nothing", passing, _is_php(passing), True, lines)
            elif family == "fastcgi":
                found = _script(configuration, passing, block, lines)
                if found is not None:
                    yield found


def _script(
    configuration: Configuration, passing: Directive, block: Directive, lines: list[Directive]
) -> GatewayGap | None:
    """What is wrong with the file that the program is told to run."""
    scripts = [line for line in lines if len(line.args) > 1 and line.args[0] == "SCRIPT_FILENAME"]
    if not scripts:
        certain, php = not any(is_distributed(line.source) for line in lines), _is_php(passing)
        if not (certain or php or _is_cgi(passing)):
            return None
        return GatewayGap("script", passing, php, certain, lines)
    value = str(scripts[-1].args[1]).replace("{", "").replace("}", "")
    if value not in _USUAL or not inherits_known(configuration, block) or _changes_path(configuration, block):
        return None
    roots = effective(configuration, block, "root", "alias")
    if not roots:
        return GatewayGap("path", passing, _is_php(passing), True, scripts, "/index.php", "html/index.php")
    alias = roots[0]
    location = None if alias.parent is None else location_of(alias.parent)
    if alias.name != "alias" or location is None or location.kind != "prefix" or location.name == "/":
        return None
    if not alias.args or "$" in alias.args[0]:
        return None
    path = f"{location.name.rstrip('/')}/index.php"
    return GatewayGap(
        "path", passing, _is_php(passing), True, scripts, path, str(alias.args[0]) + path, alias
    )


_USUAL = (
    "$document_root$fastcgi_script_name",
    "$document_root/$fastcgi_script_name",
    "$realpath_root$fastcgi_script_name",
)


def _changes_path(configuration: Configuration, block: Directive) -> bool:
    """Whether the script's name may be another one than the request's path."""
    if block.first("rewrite") or block.first("set"):
        return True
    split = effective(configuration, block, "fastcgi_split_path_info")
    return any(line.args and not line.args[0].startswith(("^(.+", "^((?U).+", "^(.*")) for line in split)


def _is_php(passing: Directive) -> bool:
    """Whether the program is PHP, as the location or the address says."""
    return any("php" in word for word in _words(passing))


def _is_cgi(passing: Directive) -> bool:
    """Whether the program runs CGI scripts, as the location or the address says."""
    return any(sign in word for word in _words(passing) for sign in ("fcgiwrap", "/cgi", ".cgi"))


def _words(passing: Directive) -> list[str]:
    block = passing.within("location")
    return [str(word).lower() for word in (passing.args[0], *(block.args if block is not None else ()))]
