from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, nameless_servers, on_configuration


class ServerNameMissing(Rule):
    """A server without a name that is not the default one: hardly any request reaches it.

    It shares its addresses with other servers, which are chosen by their names; what nobody is named for
    goes to the default server. A server without `server_name` has the empty name, and only a request without
    the field `Host` asks for that, which browsers always send.

    How to fix: give it a `server_name`, or make it the `default_server` of its address.

    When to ignore: if it is there for requests without `Host`; `server_name "";` says so. The rule is off by
    default.
    """

    id = "server-name-missing"
    severity = Severity.INFO
    default = False
    references = ("https://nginx.org/en/docs/http/server_names.html#miscellaneous_names",)

    @on_configuration("server")
    def check(self, configuration: Configuration, report: Report) -> None:
        for server, address in nameless_servers(configuration):
            report.about(server.reading)
            report(
                server.name,
                f"this server on `{address.name}` has no name and is not the default one: only requests "
                "without `Host` reach it",
                help="Give it a `server_name`.",
                related=[(address.default.place, "answers for unknown names")],
            )
