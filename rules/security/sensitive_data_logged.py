from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, on_configuration


class SensitiveDataLogged(Rule):
    """Passwords, session cookies or bodies are written into the log.

    Logs are kept long, copied to other machines and read by many. Whoever reads `$http_authorization` or
    `$http_cookie` there can act as the visitor. Only formats that an `access_log` uses are reported.

    How to fix: leave the variable out, or log a `map` of it that says only whether it was there.

    When to ignore: for a short search of a fault, with a log of its own that is deleted afterwards.
    """

    id = "sensitive-data-logged"
    severity = Severity.INFO
    references = ("https://cwe.mitre.org/data/definitions/532.html",)

    @on_configuration("log_format")
    def check(self, configuration: Configuration, report: Report) -> None:
        used = {str(line.args[1]) for line in configuration.named("access_log") if len(line.args) > 1}
        for line in configuration.named("log_format"):
            if not line.args or str(line.args[0]) not in used:
                continue
            for word in line.args[1:]:
                found = next((name for name in _SECRETS if name in word.lower()), None)
                if found is not None:
                    report.about(line.reading)
                    at = word.lower().index(found)
                    report(
                        word.part(at, at + len(found)),
                        f"`{found}` goes into the log: who reads it can act as the visitor",
                        help="Leave it out, or log a `map` of it that says only whether it was there.",
                    )


_SECRETS = (
    "$http_authorization",
    "$http_cookie",
    "$cookie_session",
    "$cookie_phpsessid",
    "$cookie_jsessionid",
    "$request_body",
    "$arg_password",
    "$arg_token",
    "$arg_access_token",
    "$arg_api_key",
)
