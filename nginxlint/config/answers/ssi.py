"""Where SSI commands are carried out (ngx_http_ssi_filter_module.c)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.config.inherit import value

if TYPE_CHECKING:
    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tree import Directive

_PASSES = ("proxy_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass")


def ssi_source(configuration: Configuration, ssi: Directive) -> Directive | None:
    """What brings pages of others under an ``ssi on``: a ``*_pass``, or ``ssi_types *``; else ``None``."""
    block = ssi.parent
    if block is None or not ssi.args or ssi.args[0].lower() != "on":
        return None
    for line in block.walk():
        if line.name == "ssi_types" and "*" in line.args:
            return line
        if line.name not in _PASSES or line.parent is None:
            continue
        if (value(configuration, line.parent, "ssi") or "").lower() == "on":
            return line
    return None
