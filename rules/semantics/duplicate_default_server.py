from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Report,
    Rule,
    Severity,
    listen_conflicts,
    on_configuration,
    seen_from,
    twice_read,
)


class DuplicateDefaultServer(Rule):
    """Two servers ask to be the default one on the same address.

    The default server answers requests that match no `server_name`; each address has one. With
    two `default_server` (or the old `default`) nginx refuses to start. Often the `default` site
    that a package brings is one of the two.

    How to fix: leave `default_server` in the server that is to answer for unknown names.
    """

    id = "duplicate-default-server"
    severity = Severity.ERROR
    references = ("https://nginx.org/en/docs/http/request_processing.html",)

    @on_configuration("listen default")
    def check(self, configuration: Configuration, report: Report) -> None:
        for kind, address, line, earlier, _ in listen_conflicts(configuration):
            if kind != "default" or line.directive is None:
                continue
            word = next(arg for arg in line.directive.args if arg in ("default_server", "default"))
            report.about(line.directive.reading)
            report(
                word,
                f"`{address.name}` has a default server already "
                f"({seen_from(line.place, earlier.place)}): nginx refuses to start",
                help=twice_read(line.place, earlier.place) or f"Take `{word}` out of one of the two lines.",
                related=[(earlier.place, "the first default server")],
            )
