from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, odd_hosts, on_configuration


class UpstreamNameNotAHostname(Rule):
    """The name of an upstream is sent as `Host`, and no host may be called so.

    Without `proxy_set_header Host` the server behind gets the name of the upstream as the host. A name
    with an underscore is none that a host can have; Django, Tomcat and others answer 400 to it.

    How to fix: add `proxy_set_header Host $host;` where the requests are passed on, or write hyphens in the
    name of the upstream.

    When to ignore: if the application doesn't look at the host.
    """

    id = "upstream-name-not-a-hostname"
    severity = Severity.WARNING
    fix = "unsafe"
    references = ("https://datatracker.ietf.org/doc/html/rfc1123#section-2.1",)

    @on_configuration("upstream")
    def check(self, configuration: Configuration, report: Report) -> None:
        for upstream, passes in odd_hosts(configuration):
            name = upstream.args[0]
            report(
                name,
                f"the servers of `{name}` get `Host: {name}`, which is no valid host name: many applications "
                "answer 400",
                help="Add `proxy_set_header Host $host;` where requests are passed to it, or write hyphens "
                "in the name.",
                related=[(one.passing, "sends the name as the host") for one in passes],
                fix=report.fix(
                    "pass the host on", *dict.fromkeys(one.adding("Host $host") for one in passes)
                ),
            )
