"""How large the bodies of requests may be (ngx_http_core_find_config_phase)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.config.inherit import effective
from nginxlint.config.known import inherits_known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tree import Directive

_PASSING = ("proxy_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass", "grpc_pass")


def unsized_bodies(configuration: Configuration) -> Iterator[Directive]:
    """Lines that pass requests on where nothing sets a size, the first of each server of http."""
    seen: set[int] = set()
    for line in configuration.named(*_PASSING):
        server, block = line.within("server"), line.parent
        if server is None or block is None or server.context != "http" or id(server) in seen:
            continue
        if inherits_known(configuration, block) and not effective(
            configuration, block, "client_max_body_size"
        ):
            seen.add(id(server))
            yield line
