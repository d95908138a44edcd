from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, odd_hosts, on_configuration


class UpstreamNameNotAHostname(Rule):
    """The name of an upstream is sent as `Host`, and no host may be called so.

    Without `proxy_set_header Host` the server behind gets the name of the upstream as the host. A name
    with an underscore is none that a host can have; Django, Tomcat and others answer 400 to it.

    How to fix: add `proxy_set_header Host $host;` where the requests are passed on, or write hyphens in the
    name of the upstream.

    When to ignore: if the application doesn't look at the host. Paths of development tools, such as
    `/_next/webpack-hmr`, are not reported.
    """

    id = "upstream-name-not-a-hostname"
    severity = Severity.WARNING
    fix = "unsafe"
    references = ("https://datatracker.ietf.org/doc/html/rfc1123#section-2.1",)

    @on_configuration("upstream")
    def check(self, configuration: Configuration, report: Report) -> None:
        for upstream, passes, others in odd_hosts(configuration):
            name, passing = upstream.args[0], passes[0].passing
            report.about(passing.reading)
            report(
                passing,
                f"this sends the servers of `{name}` the field `Host: {name}`, which is no valid host name: "
                "many applications answer 400"
                + "; the other locations send a `Host` of their own"
                * (others > 0),
                help="Add `proxy_set_header Host $host;` here, or write hyphens in the name.",
                related=[
                    (name, "the name that is sent"),
                    *((one.passing, "sends it, too") for one in passes[1:]),
                ],
                fix=report.fix(
                    "pass the host on", *dict.fromkeys(one.adding("Host $host") for one in passes)
                ),
            )
