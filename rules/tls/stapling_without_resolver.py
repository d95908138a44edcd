from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Report,
    Rule,
    Severity,
    effective,
    inherits_known,
    names_address,
    on_configuration,
    stapled_servers,
    stapling_unanswered,
)


class StaplingWithoutResolver(Rule):
    """`ssl_stapling` is on without a `resolver`.

    nginx looks the responder of the certificate's issuer up once, when it starts, and writes "no resolver
    defined to resolve" into its log at each question. When the responder moves to another address, no answer
    is stapled any more until nginx is reloaded.

    How to fix: name the resolver of your machine or network, `resolver 127.0.0.53;` where systemd-resolved
    runs.

    When to ignore: never; without stapling the line can go. Not reported: with `ssl_stapling_file`, or a
    responder that is named by its address.
    """

    id = "stapling-without-resolver"
    severity = Severity.INFO
    references = ("https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_stapling",)

    @on_configuration("ssl_stapling")
    def check(self, configuration: Configuration, report: Report) -> None:
        hopeless = {id(server) for server, _ in stapling_unanswered(configuration, report.machine)}
        seen = set()
        for server in stapled_servers(configuration):
            line = effective(configuration, server, "ssl_stapling")[0]
            responder = effective(configuration, server, "ssl_stapling_responder")
            if (
                id(line) in seen
                or id(server) in hopeless
                or not inherits_known(configuration, server)
                or effective(configuration, server, "resolver")
                or effective(configuration, server, "ssl_stapling_file")
                or (responder and names_address(responder[0]))
            ):
                continue
            seen.add(id(line))
            report(
                line,
                "`ssl_stapling` has no `resolver`: nginx looks the OCSP responder up once, at its start, and "
                "staples nothing any more when its address changes",
                help="Add `resolver` with the address of your resolver.",
                related=[] if line.parent is server else [(server.name, "in this server")],
            )
