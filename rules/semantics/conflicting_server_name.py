from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Report,
    Rule,
    Severity,
    TakenName,
    name_tables,
    on_configuration,
    seen_from,
    twice_read,
)


class ConflictingServerName(Rule):
    """Two servers on one address have the same name.

    nginx warns of a "conflicting server name", uses the server that it reads first, and ignores
    the name in the other: that site is never served under it. Files matched by `include
    sites-enabled/*` are read in the order of their names, so a forgotten copy such as `app.bak`
    may win or lose by its name alone.

    How to fix: give each name to one server, or remove the file that is left over.

    When to ignore: never; one of the two servers has no effect for that name.
    """

    id = "conflicting-server-name"
    severity = Severity.WARNING
    references = ("https://nginx.org/en/docs/http/server_names.html",)

    @on_configuration("server")
    def check(self, configuration: Configuration, report: Report) -> None:
        for taken in name_tables(configuration)[0]:
            if taken.name.word is None:
                _nameless(taken, report)
            else:
                _named(taken, report)


def _on(taken: TakenName) -> str:
    first, *more = taken.addresses
    return f"`{first}`" + (f" and {len(more)} more" if len(more) > 1 else f" and `{more[0]}`" if more else "")


def _named(taken: TakenName, report: Report) -> None:
    name, earlier = taken.name, taken.earlier
    line, first = name.line or name.server, earlier.line or earlier.server
    word = name.word or name.server
    if name.server is earlier.server:
        message = f"`{name.word}` stands twice in this server: nginx warns and ignores the second one"
        advice = "Take one of the two out."
    elif name.text == "_":
        message = (
            f"`_` is the name of another server on {_on(taken)} too ({seen_from(line, first)}): nginx warns "
            "of it; no request asks for that name, and the default server answers what nobody is named for"
        )
        advice = (
            "Another word would only silence nginx: of the two none but the default server is ever asked. "
            "Give the other one a name, or make one server of both."
        )
    else:
        message = (
            f"`{name.word}` belongs to another server on {_on(taken)} already "
            f"({seen_from(line, first)}): nginx ignores it here and never serves this site under that name"
        )
        advice = "Take the name out of one of the two servers, or remove the one that is left over."
    report.about(line.reading)
    report(
        word,
        message,
        help=twice_read(line, first) or advice,
        related=[(earlier.word or earlier.server, "nginx uses this server")],
    )


def _nameless(taken: TakenName, report: Report) -> None:
    server, first = taken.name.server, taken.earlier.server
    report.about(server.reading)
    report(
        server.name,
        f"this server has no name, as has another one on {_on(taken)} ({seen_from(server, first)}): "
        "nginx warns of it, and requests without a matching name go to the default server",
        help=twice_read(server, first) or "Give it a `server_name`.",
        related=[(first.name, "the other server without a name")],
    )
