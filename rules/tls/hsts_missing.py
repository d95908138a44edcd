from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Directive,
    Report,
    Rule,
    Server,
    Severity,
    headers_in_effect,
    lines_below,
    on_configuration,
    without_hsts,
)


class HstsMissing(Rule):
    """A site that speaks TLS does not tell browsers to keep to https.

    With `Strict-Transport-Security` a browser that was here once never asks this name over `http://` again,
    so that nobody on the way can lead it elsewhere before the redirect.

    How to fix: `add_header Strict-Transport-Security "max-age=31536000" always;` in the TLS server, and in
    each of its blocks that have an `add_header` of their own. Begin with a short time.

    When to ignore: if parts of the site must stay reachable without TLS. Servers that pass everything on to
    a backend are not reported, since the backend may send it.
    """

    id = "hsts-missing"
    severity = Severity.INFO
    fix = "unsafe"
    references = ("https://www.rfc-editor.org/rfc/rfc6797.html",)

    @on_configuration("listen ssl", "listen quic")
    def check(self, configuration: Configuration, report: Report) -> None:
        for server in without_hsts(configuration):
            name = next((f"`{name}`" for name in server.names if name not in ("", "_")), "this server")
            place = _place(configuration, server)
            report(
                server.directive.name,
                f"{name} sends no `Strict-Transport-Security`: browsers go on asking it over `http://` first",
                help=f"Add `{_LINE}`.",
                fix=report.fix("add it", lines_below(place, _LINE)) if place else None,
            )


_LINE = 'add_header Strict-Transport-Security "max-age=31536000" always;'


def _place(configuration: Configuration, server: Server) -> Directive | None:
    """The line below which it can stand without taking away what the blocks around the server add."""
    lines = [line for line in server.directive.all("add_header") if line.source is server.directive.source]
    if lines:
        return lines[-1]
    if headers_in_effect(configuration, server.directive, "add_header"):
        return None
    return next((listen.directive for listen in reversed(server.listens) if listen.ssl), None)
