"""Front pages of sites: what answers ``/`` from a folder (src/http/modules/ngx_http_index_module.c)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from nginxlint.config.blocks.answering import answering
from nginxlint.config.blocks.locations import location_of
from nginxlint.config.blocks.servers import http_servers
from nginxlint.config.inherit import effective, value
from nginxlint.config.known import inherits_known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.blocks.servers import Server
    from nginxlint.config.configuration import Configuration
    from nginxlint.host.machine import Machine
    from nginxlint.syntax.tree import Directive

_HARMLESS = frozenset(
    [
        "access_log",
        "aio",
        "alias",
        "allow",
        "autoindex",
        "charset",
        "default_type",
        "deny",
        "directio",
        "error_log",
        "error_page",
        "etag",
        "expires",
        "gzip",
        "http2",
        "http3",
        "if_modified_since",
        "include",
        "index",
        "keepalive_requests",
        "keepalive_timeout",
        "large_client_header_buffers",
        "limit_conn",
        "limit_rate",
        "limit_rate_after",
        "limit_req",
        "limit_req_status",
        "listen",
        "location",
        "log_not_found",
        "merge_slashes",
        "override_charset",
        "port_in_redirect",
        "real_ip_header",
        "real_ip_recursive",
        "resolver",
        "resolver_timeout",
        "root",
        "satisfy",
        "send_timeout",
        "sendfile",
        "sendfile_max_chunk",
        "server_name",
        "server_name_in_redirect",
        "server_tokens",
        "set",
        "set_real_ip_from",
        "ssl",
        "tcp_nodelay",
        "tcp_nopush",
        "try_files",
        "types",
        "underscores_in_headers",
    ]
)
_HARMLESS_STARTS = (
    "add_header",
    "auth_basic",
    "autoindex_",
    "brotli",
    "charset_",
    "client_",
    "fastcgi_",
    "gzip_",
    "http2_",
    "http3_",
    "limit_conn_",
    "limit_req_",
    "more_",
    "open_file_cache",
    "proxy_",
    "ssl_",
    "sub_filter",
    "types_hash_",
)
"""Lines that leave it to a file to answer ``/``. Any other may be a handler of its own."""

_PAGES = (".html", ".htm", ".php")
_LIKELY = ("index.html", "index.htm", "index.php", "Index.html", "home.html", "default.html")
_BUILT = ("public", "dist", "build", "html", "htdocs", "www", "web", "_site", "out", "site", "app")


class BareFolder(NamedTuple):
    """The folder that answers ``/``, in which none of ``wanted`` is.

    ``line`` names it. ``present`` is a file in it that may be meant, ``below`` a folder below it that holds
    one of ``wanted``; ``is_empty`` says that it holds nothing at all.
    """

    line: Directive
    folder: str
    wanted: tuple[str, ...]
    present: str | None
    below: str | None
    is_empty: bool


def bare_folders(configuration: Configuration, machine: Machine) -> Iterator[BareFolder]:
    """The folders from which ``GET /`` certainly gets 403, each line once."""
    if _handles_all(configuration):
        return
    seen: set[int] = set()
    for server in http_servers(configuration):
        found = _front(server, configuration, machine) if server.complete else None
        if found is not None and id(found[0].name) not in seen:
            seen.add(id(found[0].name))
            bare = _bare(*found, machine)
            if bare is not None:
                yield bare


def _front(
    server: Server, configuration: Configuration, machine: Machine
) -> tuple[Directive, str, tuple[str, ...]] | None:
    """The line of the folder that answers ``/``, the folder, and the names that are looked for in it."""
    block = answering(server.directive, "/")
    if not inherits_known(configuration, block):
        return None
    around = [block, *block.ancestors()]
    if any(not _is_harmless(one) for outer in around if outer.name != "http" for one in outer.children or ()):
        return None
    for name in ("autoindex", "fancyindex", "random_index"):
        if (value(configuration, block, name) or "off").lower() != "off":
            return None
    if any("403" in page.args[:-1] for page in effective(configuration, block, "error_page")):
        return None
    lines = effective(configuration, block, "root", "alias")
    folder = None if len(lines) != 1 else _folder(lines[0], block, configuration, machine)
    if folder is None or not _reaches(block):
        return None
    wanted = tuple(str(word) for line in effective(configuration, block, "index") for word in line.args) or (
        "index.html",
    )
    if any("$" in name or name.startswith("/") for name in wanted):
        return None
    return lines[0], folder, wanted


def _handles_all(configuration: Configuration) -> bool:
    """Whether a line in ``http`` may give the requests of all servers to a handler of its own."""
    names = [name for name in configuration.by_name if "_by_lua" in name or name == "passenger_enabled"]
    return any(line.context == "http" for line in configuration.named(*names))


def _is_harmless(line: Directive) -> bool:
    name = line.name
    if name == "deny":
        return "all" not in line.args
    if name.endswith("_pass"):
        return False
    return name in _HARMLESS or name.startswith(_HARMLESS_STARTS)


def _folder(line: Directive, block: Directive, configuration: Configuration, machine: Machine) -> str | None:
    """The folder of ``/``, with a slash at its end."""
    if not line.args or "$" in line.args[0]:
        return None
    written = str(line.args[0])
    if line.name == "alias":
        where = location_of(block)
        if where is None or where.name != "/" or line.parent is not block or not written.endswith("/"):
            return None
        if block.first("try_files") is not None:
            return None
    path = machine.full(configuration, written)
    return None if path is None or not path.strip("/") else path.rstrip("/") + "/"


def _reaches(block: Directive) -> bool:
    """Whether ``try_files`` leaves ``/`` to the index: the folder is there, so ``$uri/`` ends its search."""
    line = block.first("try_files")
    if line is None:
        return True
    for word in line.args[:-1]:
        if word == "$uri/":
            return True
        if word != "$uri":
            return False
    return False


def _bare(line: Directive, folder: str, wanted: tuple[str, ...], machine: Machine) -> BareFolder | None:
    if machine.look(folder.rstrip("/")).kind != "folder":
        return None
    if any(machine.look(folder + name).kind != "missing" for name in wanted):
        return None
    names = machine.names(folder.rstrip("/"))
    if names is None:
        return None
    shown = {name for name in names if not name.startswith(".")}
    if not shown and not machine.live:
        # A volume may be mounted there when the machine runs.
        return None
    present = next((name for name in _LIKELY if name in shown), None)
    if present is None:
        # Pages such as 404.html are for errors.
        pages = [name for name in shown if name.endswith(_PAGES) and not name[0].isdecimal()]
        present = pages[0] if len(pages) == 1 else None
    below = next(
        (
            name
            for name in _BUILT
            if name in shown and any(machine.look(f"{folder}{name}/{one}").kind == "file" for one in wanted)
        ),
        None,
    )
    return BareFolder(line, folder.rstrip("/"), wanted, present, below, not names)
