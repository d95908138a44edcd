from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Edit,
    Fix,
    Report,
    Rule,
    Severity,
    Undecided,
    on_configuration,
    undecided_servers,
)


class DefaultServerMissing(Rule):
    """Several servers share an address, and none is marked as the default one.

    nginx chooses a server by the name that was asked for. For a name that none of them has, for a bare
    address, and for clients that name nothing, the default server answers: without `default_server` it is
    the one that nginx happens to read first. A new file in `sites-enabled` whose name sorts before the
    others takes its place.

    How to fix: write `default_server` where it is meant, best in a server of its own with `return 444;`
    (for TLS `ssl_reject_handshake on;`, from nginx 1.19.4 on). The fix marks the server that is the default
    one now, which changes nothing.

    Not reported: if all of them answer with `return` alone.

    When to ignore: if any of the servers may answer.
    """

    id = "default-server-missing"
    severity = Severity.INFO
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/http/request_processing.html",)

    @on_configuration("server")
    def check(self, configuration: Configuration, report: Report) -> None:
        for found in undecided_servers(configuration):
            names = [name for line in found.server.all("server_name") for name in line.args]
            who = f"`{names[0]}`" if names and names[0] else "this server"
            first, *more = found.addresses
            where = f"`{first.name}`" + (f" and {len(more)} more" if more else "")
            others = sum(len(address.servers) - 1 for address in found.addresses[:1])
            report.about(found.server.reading)
            report(
                found.lines[0].place if found.lines[0].directive else found.server.name,
                f"{who} answers for unknown names on {where} because it is read first: "
                f"none of the {others + 1} servers there has `default_server`",
                help="Write `default_server` where it is meant.",
                fix=_mark(found, report),
            )


def _mark(found: Undecided, report: Report) -> Fix | None:
    lines = [line.directive for line in found.lines if line.directive is not None]
    if len(lines) < len(found.lines):
        return None
    return report.fix(
        "mark the server that is the default one now",
        *(Edit.insert(line.source, line.span.end, " default_server") for line in lines),
    )
