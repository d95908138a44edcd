from __future__ import annotations

from nginxlint.rule import (
    INSECURE_PROTOCOLS,
    Configuration,
    Directive,
    Edit,
    Fix,
    Option,
    Report,
    Rule,
    Severity,
    from_template,
    is_overruled,
    on_configuration,
    tls_holds_in,
    tls_lines,
    tls_protocol,
)


class InsecureTlsProtocol(Rule):
    """`ssl_protocols` offers a protocol that should not be spoken any more.

    SSLv2 and SSLv3 can be broken (DROWN, POODLE). TLS 1.0 and 1.1 rest on MD5 and SHA-1; browsers dropped
    them in 2020, RFC 8996 forbids them, and audits fail because of them. OpenSSL 3 speaks them only at
    security level 0, so on many machines the words do nothing but worry the next reader.

    The finding is information where no server that is known to speak TLS uses the line, and towards a backend
    (`proxy_ssl_protocols`) where a newer protocol is listed too, since the backend will choose that one.

    How to fix: write `ssl_protocols TLSv1.2 TLSv1.3;`.

    When to ignore: if old devices must connect, on an address of their own. `allowed` lists what may stay.
    """

    id = "insecure-tls-protocol"
    severity = Severity.WARNING
    fix = "unsafe"
    references = (
        "https://www.rfc-editor.org/rfc/rfc8996",
        "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_protocols",
    )

    allowed = Option((), "Old protocols that may stay, such as `TLSv1.1`.", choices=INSECURE_PROTOCOLS)

    @on_configuration("ssl_protocols", "proxy_ssl_protocols", "grpc_ssl_protocols", "uwsgi_ssl_protocols")
    def check(self, configuration: Configuration, report: Report) -> None:
        for line in tls_lines(configuration, "ssl_protocols"):
            if not is_overruled(configuration, line):
                # Debian's nginx.conf brings such a line, whether any of the sites speaks TLS or not.
                unused = configuration.context == "main" and not tls_holds_in(configuration, line)
                self._check_line(line, report, Severity.INFO if unused else None)
        for line in configuration.named("proxy_ssl_protocols", "grpc_ssl_protocols", "uwsgi_ssl_protocols"):
            if not from_template(configuration, line):
                newer = not {tls_protocol(arg) for arg in line.args} <= set(INSECURE_PROTOCOLS)
                self._check_line(line, report, Severity.INFO if newer else None)

    def _check_line(self, line: Directive, report: Report, severity: Severity | None) -> None:
        named = [(arg, tls_protocol(arg)) for arg in line.args]
        old = [(arg, name) for arg, name in named if name in INSECURE_PROTOCOLS and name not in self.allowed]
        if not old:
            return
        kept = [str(arg) for arg, name in named if (arg, name) not in old]
        if kept == ["TLSv1.2"] and line.name == "ssl_protocols":
            kept.append("TLSv1.3")
        *names, last = [str(name) for _, name in old]
        broken = any(name.startswith("SSL") for name in (*names, last))
        report(
            old[0][0],
            f"`{line.name}` offers {', '.join(names)}{' and ' if names else ''}{last}: "
            + (
                "whoever sits in between can read what is sent"
                if broken
                else "RFC 8996 forbids what rests on MD5 and SHA-1, and audits fail because of it"
            ),
            help=f"Write `{line.name} {' '.join(kept) or 'TLSv1.2 TLSv1.3'};`.",
            severity=severity,
            fix=_without(line, kept, report),
        )


def _without(line: Directive, kept: list[str], report: Report) -> Fix:
    words = line.source.span(line.args[0].start, line.args[-1].end)
    return report.fix("leave the old ones out", Edit.replace(words, " ".join(kept) or "TLSv1.2 TLSv1.3"))
