from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, on_configuration, static_ticket_keys


class SslSessionTicketsUnrotated(Rule):
    """`ssl_session_ticket_key` names one key, which encrypts all sessions until it is replaced.

    Whoever gets hold of the key can read every recorded connection of TLS 1.2 that was taken up again with a
    ticket, whatever `ssl_ciphers` promises. To change a key without throwing sessions away two files are
    needed: the first one encrypts, the second one still reads what the last key encrypted.

    How to fix: from nginx 1.23.2 on take the line out and write `ssl_session_cache shared:SSL:10m;`: the keys
    then lie in the cache and change by themselves. For several machines name two files and rotate them every
    day.

    When to ignore: if something replaces the file every day and reloads nginx. The rule is off by default.
    """

    id = "ssl-session-tickets-unrotated"
    severity = Severity.INFO
    default = False
    references = (
        "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_session_ticket_key",
        "https://www.rfc-editor.org/rfc/rfc9325#section-3.3",
    )

    @on_configuration("ssl_session_ticket_key")
    def check(self, configuration: Configuration, report: Report) -> None:
        rotates = configuration.dialect.version >= (1, 23, 2)
        for line in static_ticket_keys(configuration):
            report(
                line,
                f"`{line.args[0]}` is the only key of the tickets: whoever gets it reads all sessions "
                "since it was made",
                help="Take the line out and write `ssl_session_cache shared:SSL:10m;`, which changes keys."
                if rotates
                else "Name two files, and rotate them every day.",
            )
