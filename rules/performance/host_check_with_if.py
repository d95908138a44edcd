from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, host_tests, on_configuration


class HostCheckWithIf(Rule):
    """An `if` on the host's name does what a second `server` is there for.

    nginx finds the server for a name in a table, once. An `if ($host = ...)` in the server looks at every
    request again, and the redirect is mixed with the site itself.

    How to fix: give the name that is redirected a `server` of its own with `return 301
    https://example.com$request_uri;`, and take the name out of this server's `server_name`.

    When to ignore: for blocks that certbot wrote and will look for again; these are named once, and not at
    all where the server has no other name, unless they keep a location for `/.well-known` from answering.
    """

    id = "host-check-with-if"
    severity = Severity.INFO
    references = ("https://nginx.org/en/docs/http/converting_rewrite_rules.html",)

    @on_configuration("if")
    def check(self, configuration: Configuration, report: Report) -> None:
        certbot = False
        for condition, managed, for_all, hidden in host_tests(configuration):
            if managed and ((certbot and hidden is None) or (for_all and hidden is None)):
                continue
            certbot = certbot or managed
            test = " ".join(condition.args)
            report.about(condition.reading)
            report(
                condition,
                f"every request of this server is tested for `{test}`"
                + (
                    f": `location {' '.join(hidden.args)}` never answers for that name"
                    if hidden is not None
                    else ", as in all servers that certbot writes" * managed
                    + ": nginx finds the right server by its name anyway"
                ),
                help="Write `return` without `if`, into `location /` where others shall answer."
                if for_all
                else "Write a `server` of its own for the name that is redirected.",
                related=[] if hidden is None else [(hidden, "comes after the redirect")],
            )
