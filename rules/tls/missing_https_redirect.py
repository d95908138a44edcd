from __future__ import annotations

from itertools import groupby

from nginxlint.rule import (
    Configuration,
    Edit,
    Fix,
    PlainName,
    Report,
    Rule,
    Server,
    Severity,
    on_configuration,
    seen_from,
    server_of,
    unredirected,
    without_line,
)


class MissingHttpsRedirect(Rule):
    """A site with TLS is also answered over plain `http://`, which leads nobody to https.

    Visitors who type the name, or follow an old link, stay on the connection that everybody on the way can
    read and change. Or they get another site: the default server of port 80, where no server there has the
    name.

    How to fix: a server of its own for port 80: `server { listen 80; listen [::]:80; server_name
    example.com; return 301 https://$host$request_uri; }`.

    When to ignore: if the site shall be reachable without TLS too. Redirects in an `if` count, and so does
    what a backend may do that is told the scheme. Where something in front of nginx may end TLS nothing is
    reported.
    """

    id = "missing-https-redirect"
    severity = Severity.INFO
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/http/ngx_http_rewrite_module.html#return",)

    @on_configuration("listen ssl", "listen quic", "ssl")
    def check(self, configuration: Configuration, report: Report) -> None:
        found = list(unredirected(configuration))
        own = sorted((one for one in found if one.is_own), key=lambda one: id(one.server))
        for _, names in groupby(own, key=lambda one: id(one.server)):
            _answered(list(names), configuration, report)
        for one in found:
            if not one.is_own:
                _elsewhere(one, report)


def _answered(names: list[PlainName], configuration: Configuration, report: Report) -> None:
    first, *more = dict.fromkeys(str(one.name.word) for one in names)
    one = names[0]
    line = next(line for line in one.address.lines if line.server is one.server)
    report(
        line.place,
        f"`http://{first}/`" + (f" (and {len(more)} more)" if more else "") + " is answered in plain text: "
        "nothing sends visitors on to https",
        help="Give port 80 a server of its own with `return 301 https://$host$request_uri;`."
        if one.tls is one.server
        else "Write `return 301 https://$host$request_uri;` into this server.",
        fix=_twin(server_of(configuration, one.server), report),
        related=() if one.tls is one.server else [(one.name.word or one.tls, "has TLS here")],
    )


def _elsewhere(one: PlainName, report: Report) -> None:
    line = one.name.line or one.tls
    report.about(line.reading)
    report(
        one.name.word or line,
        f"`http://{one.name.text}/` is answered by the default server of `{one.address.name}` "
        f"({seen_from(line, one.server)}): no server there has this name",
        help="Add a server for port 80 with this name and `return 301 https://$host$request_uri;`.",
        related=[(one.server.name, "answers in its place")],
    )


def _twin(server: Server, report: Report) -> Fix | None:
    """Give port 80 a server of its own above the one that speaks TLS too."""
    block = server.directive
    plain = [one.directive for one in server.listens if one.directive and one.port == 80 and not one.ssl]
    lines = [*plain, *block.all("server_name")]
    if not server.speaks_tls or any(line.source is not block.source for line in lines):
        return None
    indent = " " * (block.span.first.column - 1)
    words = [f"{line.span.text};" for line in lines] + ["return 301 https://$host$request_uri;"]
    text = "".join(f"\n{indent}    {word}" for word in words)
    return report.fix(
        "give port 80 a server of its own",
        Edit.insert(block.source, block.span.start, f"server {{{text}\n{indent}}}\n\n{indent}"),
        *map(without_line, plain),
    )
