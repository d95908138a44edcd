from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, all_known, on_configuration


class EventsSectionMissing(Rule):
    """nginx.conf has no `events` block.

    nginx needs one, even an empty one, and refuses to start without.

    How to fix: write `events {}` at the top level.

    Not reported: if parts of the configuration could not be read.
    """

    id = "events-section-missing"
    severity = Severity.ERROR
    references = ("https://nginx.org/en/docs/ngx_core_module.html#events",)

    @on_configuration("http", "stream", "mail")
    def check(self, configuration: Configuration, report: Report) -> None:
        if all_known(configuration) and not configuration.named("events"):
            first = configuration.directives[0]
            report(
                first.source,
                "there is no `events` block: nginx refuses to start",
                help="Write `events {}` at the top level of nginx.conf.",
            )
