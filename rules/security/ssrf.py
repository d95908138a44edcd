from __future__ import annotations

from nginxlint.rule import Directive, Report, Rule, Severity, chosen_target, is_internal, is_restricted, on


class Ssrf(Rule):
    """The client chooses the machine that its request is passed to.

    If the host in `proxy_pass` (or another `*_pass`) comes from the request, nginx fetches whatever the
    client names: services on this machine and in the private network, or the cloud's metadata address with
    its keys. Sources are `$arg_*`, `$http_*`, `$cookie_*`, and captures that can hold a dot or an "@"; also
    behind a constant begin without a slash: in `http://backend$1` the capture goes on as part of the name.

    How to fix: choose the host with a `map` that lists all allowed ones, or by a capture such as `(a|b)`;
    end the constant host with a slash. A location that only other locations need gets `internal`.

    When to ignore: if the machine really is a forward proxy and only known clients reach it. Where strangers
    are kept out (`deny all`, a password, a loopback address) the finding is information.
    """

    id = "ssrf"
    severity = Severity.WARNING
    references = (
        "https://cwe.mitre.org/data/definitions/918.html",
        "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass",
    )

    @on("proxy_pass $", "fastcgi_pass $", "uwsgi_pass $", "scgi_pass $", "grpc_pass $")
    def check(self, passing: Directive, report: Report) -> None:
        if (
            "$" not in "".join(passing.args)
            or (passing.context or "").startswith("stream")
            or is_internal(passing)
        ):
            return
        found = chosen_target(report.configuration, passing)
        if found is None:
            return
        piece = found.piece
        cut = f", cut out by `{piece.pattern.text}`" if piece.pattern is not None else ""
        report(
            passing.args[0],
            f"the client chooses the {found.part} that nginx passes the request to, through "
            f"`{piece.variable}`{cut}: "
            "so it reaches private machines too",
            severity=Severity.INFO if is_restricted(report.configuration, passing) else None,
            help="List the allowed hosts in a `map`, or end the host in the text with a slash.",
        )
