from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Option,
    Report,
    Rule,
    Severity,
    answering,
    headers_in_effect,
    http_servers,
    on_configuration,
    serves_files,
)


class SecurityHeaderMissing(Rule):
    """A site that speaks TLS serves files without the header fields that protect its visitors.

    Browsers guess types of files without `X-Content-Type-Options`, let other sites frame the page without
    `X-Frame-Options` (or `frame-ancestors` in `Content-Security-Policy`), and tell other sites the full
    address without `Referrer-Policy`.

    How to fix: add the missing fields with `always`, for example from one file that every server includes.

    When to ignore: if a program behind or in front of nginx sends them. The rule is off by default.
    """

    id = "security-header-missing"
    severity = Severity.INFO
    default = False
    references = ("https://owasp.org/www-project-secure-headers/",)

    fields = Option(
        ("X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy"),
        "The header fields that each site must send.",
    )

    @on_configuration("server")
    def check(self, configuration: Configuration, report: Report) -> None:
        if configuration.named("more_set_headers", "security_headers"):
            return
        for server in http_servers(configuration):
            if not server.speaks_tls or not server.is_known:
                continue
            block = answering(server.directive, "/")
            if not serves_files(server.directive) or not serves_files(block):
                continue
            lines = headers_in_effect(configuration, block, "add_header")
            sent = {str(line.args[0]).lower() for line in lines if line.args}
            if any("frame-ancestors" in line.args[1] for line in lines if len(line.args) > 1):
                sent.add("x-frame-options")
            missing = [field for field in self.fields if field.lower() not in sent]
            if missing:
                report(
                    server.directive.name,
                    "the pages of this server go without " + ", ".join(f"`{field}`" for field in missing),
                    help="Add them with `add_header ... always;`.",
                )
