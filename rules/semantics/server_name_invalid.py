from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, name_tables, on_configuration


class ServerNameInvalid(Rule):
    """A `server_name` can't match any request.

    Browsers send the bare name of the host. A name with a scheme, a path or a comma, or a
    wildcard in the middle (`www.*.example.com`), never matches. nginx warns of suspicious
    symbols; a wildcard in the wrong place it refuses, as soon as two servers share an address.

    How to fix: write names separated by blanks: `server_name example.com www.example.com
    *.example.org;`.
    """

    id = "server-name-invalid"
    severity = Severity.WARNING
    references = ("https://nginx.org/en/docs/http/server_names.html#wildcard_names",)

    @on_configuration("server_name")
    def check(self, configuration: Configuration, report: Report) -> None:
        for table in name_tables(configuration)[1]:
            for name in table.wrong:
                if name.line is None or name.word is None or name.word in ("*", "."):
                    continue
                report.about(name.line.reading)
                report(
                    name.word,
                    f"`{name.word}` is no server name: an asterisk may only stand for the first or "
                    "the last part. nginx refuses to start, since several servers share "
                    f"`{table.address.name}`",
                    help="Write a wildcard as in `*.example.com` or `www.example.*`, "
                    "or a regular expression behind `~`.",
                    severity=Severity.ERROR,
                )
