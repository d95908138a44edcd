from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Directive,
    Report,
    Rule,
    Severity,
    lost_request_fields,
    on_configuration,
    repetition,
    seen_from,
)


class ProxySetHeaderInheritance(Rule):
    """A `proxy_set_header` in a block switches off all that are set around it.

    `proxy_set_header` is inherited as a whole or not at all: one line in a `location` is enough, and the
    server behind no longer gets what `server` or `http` set, such as `Host` or `X-Forwarded-For`. It then
    sees the name of the upstream, nginx's own address, or a field of the client that was meant to be
    blanked. `grpc_set_header` works the same way.

    It is a warning where the host, the client's address or scheme, a password, or a field that was blanked is
    lost, otherwise information; so it is where the block sends host, address and scheme itself and only
    further fields with `X-Forwarded-` are lost.

    How to fix: repeat the lines of the outer block in the inner one, or include one file with them in both.

    When to ignore: if the fields are not wanted there.
    """

    id = "proxy-set-header-inheritance"
    severity = Severity.WARNING
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_set_header",)

    @on_configuration("proxy_set_header", "grpc_set_header")
    def check(self, configuration: Configuration, report: Report) -> None:
        for name in ("proxy_set_header", "grpc_set_header"):
            for block, own, lines in lost_request_fields(configuration, name):
                fields = list(dict.fromkeys(f"`{line.args[0]}`" for line in lines))
                first = own[0]
                report(
                    first,
                    f"with this `{name}` the `{block.name}` no longer sends what is set around it "
                    f"({seen_from(first, lines[0])}): {', '.join(fields)}",
                    help=f"Repeat {'these lines' if len(lines) > 1 else 'this line'} here.",
                    related=[(line, "has no effect there") for line in lines],
                    severity=None if any(_matters(line, own) for line in lines) else Severity.INFO,
                    fix=report.fix("repeat the lines", repetition(own[-1], lines)),
                )


_IMPORTANT = ("host", "forwarded", "x-real-ip", "authorization", "early-data")


def _matters(line: Directive, own: list[Directive]) -> bool:
    field, value = line.args[0].lower(), line.args[1]
    if field in ("connection", "upgrade", "accept-encoding"):
        return False
    if not value or field in _IMPORTANT:
        return True
    sent = {str(one.args[0]).lower() for one in own if one.args}
    return field.startswith("x-forwarded-") and not sent >= _ENOUGH


_ENOUGH = {"host", "x-forwarded-for", "x-forwarded-proto"}
"""What tells the server behind the host, the client's address and the scheme."""
