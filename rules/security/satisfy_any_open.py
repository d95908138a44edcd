from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Report,
    Rule,
    Severity,
    access,
    access_levels,
    effective_value,
    on_configuration,
)


class SatisfyAnyOpen(Rule):
    """`satisfy any` with an `allow` that fits everybody: the password is never asked for.

    With `satisfy any` one of the checks is enough. If an `allow` fits every address, everybody has passed
    one, and the `auth_basic` (or `auth_request`, `auth_jwt`) beside it is skipped.

    How to fix: allow only the addresses that need no password, then `deny all;`. Who is denied gets asked for
    the password.

    When to ignore: never.
    """

    id = "satisfy-any-open"
    severity = Severity.WARNING
    references = ("https://nginx.org/en/docs/http/ngx_http_core_module.html#satisfy",)

    @on_configuration("satisfy")
    def check(self, configuration: Configuration, report: Report) -> None:
        for block in access_levels(configuration):
            if effective_value(configuration, block, "satisfy") != "any":
                continue
            here = access(configuration, block)
            opening = here.opening
            if here.authentication and opening is not None and opening.parent is block:
                asks = here.authentication[0]
                report(
                    opening,
                    f"`satisfy any` with `{opening.name} {opening.args[0]}`: everybody is let in, "
                    f"and `{asks.name}` is never asked",
                    help="Allow only the addresses that need no password, then `deny all;`.",
                    related=[(asks, "is skipped")],
                )
