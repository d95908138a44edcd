from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, host_tests, on_configuration


class HostCheckWithIf(Rule):
    """An `if` on the host's name does what a second `server` is there for.

    nginx finds the server for a name in a table, once. An `if ($host = ...)` in the server looks at every
    request again, and the redirect is mixed with the site itself.

    How to fix: give the name that is redirected a `server` of its own with `return 301
    https://example.com$request_uri;`, and take the name out of this server's `server_name`.

    When to ignore: for blocks that certbot wrote and will look for again; these are named once.
    """

    id = "host-check-with-if"
    severity = Severity.INFO
    references = ("https://nginx.org/en/docs/http/converting_rewrite_rules.html",)

    @on_configuration("if")
    def check(self, configuration: Configuration, report: Report) -> None:
        certbot = False
        for condition, managed in host_tests(configuration):
            if managed and certbot:
                continue
            certbot = certbot or managed
            test = " ".join(condition.args)
            report.about(condition.reading)
            report(
                condition,
                f"every request of this server is tested for `{test}`"
                + (", as in all servers that certbot writes" if managed else "")
                + ": nginx finds the right server by its name anyway",
                help="Write a `server` of its own for the name that is redirected.",
            )
