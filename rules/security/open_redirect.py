from __future__ import annotations

from nginxlint.rule import Directive, Input, Report, Rule, Severity, client_texts, on


class OpenRedirect(Rule):
    """A redirect leads wherever the link says.

    If the target of a redirect comes from an argument, a cookie or a header, anybody can make a link that
    begins with your name and ends on their page. Such links serve to steal passwords, and to get by filters
    and logins that trust your name.

    How to fix: write the host into the configuration and take only the path from the request:
    `https://example.com$request_uri`. For a few targets use a `map` of the argument.

    When to ignore: never.
    """

    id = "open-redirect"
    severity = Severity.WARNING
    references = ("https://cwe.mitre.org/data/definitions/601.html",)

    @on("return $", "rewrite $")
    def check(self, line: Directive, report: Report) -> None:
        target = line.args[1] if len(line.args) > 1 else line.args[0] if line.args else None
        if target is None or "$" not in target or (line.context or "").startswith("stream"):
            return
        if line.name == "return" and len(line.args) > 1 and line.args[0] not in _REDIRECTS:
            return
        if line.name == "rewrite" and line.args[2:3] not in (["redirect"], ["permanent"]):
            return
        if not target.startswith(_FREE):
            return
        for pieces in client_texts(report.configuration, line, target):
            chosen = _chosen(pieces)
            if chosen is not None:
                report(
                    target,
                    f"the visitor's link decides where this redirect leads, through `{chosen.variable}`",
                    help="Write the host into the text, or list the allowed targets in a `map`.",
                )
                return


_FREE = ("$", "http://$", "https://$", "//$")
_REDIRECTS = ("301", "302", "303", "307", "308")


def _chosen(pieces: tuple[str | Input, ...]) -> Input | None:
    """The piece that the target's host comes from, if it is the client's."""
    written = ""
    for piece in pieces:
        if isinstance(piece, str):
            written += piece
            if not written.endswith("://") and written not in ("http:", "https:", "//"):
                return None
            continue
        free = (
            piece.known
            and piece.pattern is None
            and piece.variable.startswith(("$arg_", "$cookie_", "$http_"))
        )
        return piece if free and piece.variable != "$http_host" else None
    return None
