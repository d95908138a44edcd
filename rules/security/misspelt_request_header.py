from __future__ import annotations

from nginxlint.rule import Configuration, Edit, Report, Rule, Severity, on_configuration, variables_named


class MisspeltRequestHeader(Rule):
    """A variable asks for a request header that no client sends, such as `$http_referrer`.

    HTTP calls the header `Referer`, with one "r": `$http_referrer` is always empty. A check of it never
    does what it seems to do, and whoever wants to get by the check need not do anything.

    How to fix: write the header's real name.

    When to ignore: if a program in front of nginx really sends a header of that name.
    """

    id = "misspelt-request-header"
    severity = Severity.WARNING
    fix = "safe"
    references = ("https://www.rfc-editor.org/rfc/rfc9110.html#section-10.1.3",)

    @on_configuration()
    def check(self, configuration: Configuration, report: Report) -> None:
        for directive, span, name in variables_named(configuration, "http_"):
            right = _MISSPELT.get(name.lower())
            if right is None:
                continue
            report.about(directive.reading)
            start = span.text.lower().find("http_") + len("http_")
            report(
                span,
                f"no client sends a header `{name.replace('_', '-')}`: `$http_{name}` is always empty",
                help=f"The header is called `{right.replace('_', '-')}`: write `$http_{right}`.",
                fix=report.fix(
                    f"write `$http_{right}`",
                    Edit.replace(
                        span._replace(start=span.start + start, end=span.start + start + len(name)), right
                    ),
                    safe=True,
                )
                if start >= len("http_")
                else None,
            )


_MISSPELT = {
    "referrer": "referer",
    "refferer": "referer",
    "refferrer": "referer",
    "orgin": "origin",
    "user_agents": "user_agent",
    "user_agnet": "user_agent",
    "user_aget": "user_agent",
    "authorisation": "authorization",
    "authorizaton": "authorization",
    "autorization": "authorization",
    "accept_encodings": "accept_encoding",
    "accept_languages": "accept_language",
    "x_forwared_for": "x_forwarded_for",
    "x_forwarded_fo": "x_forwarded_for",
    "x_fowarded_for": "x_forwarded_for",
    "x_forwarded_four": "x_forwarded_for",
    "x_forwared_proto": "x_forwarded_proto",
    "x_fowarded_proto": "x_forwarded_proto",
    "x_forwarded_protocal": "x_forwarded_proto",
    "x_forwared_host": "x_forwarded_host",
    "x_requested_whith": "x_requested_with",
    "content_lenght": "content_length",
    "content_tpye": "content_type",
    "if_modified_sinse": "if_modified_since",
    "if_none_matched": "if_none_match",
    "conection": "connection",
    "sec_websocket_portocol": "sec_websocket_protocol",
    "cf_connection_ip": "cf_connecting_ip",
    "x_real_ips": "x_real_ip",
}
"""Misspelt names with the ones that were meant, as variables spell them."""
