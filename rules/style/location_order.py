from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Directive,
    Report,
    Rule,
    Severity,
    misplaced_locations,
    on_configuration,
)


class LocationOrder(Rule):
    """Locations stand in another order than that in which nginx looks at them.

    nginx takes an exact location (`=`) first, then the longest prefix with `^~`, then the first regular
    expression that fits, then the longest prefix. Where they stand means nothing, save among regular
    expressions; who reads them from top to bottom is misled. Reported is the first one of each block
    that is out of order.

    How to fix: put `=` first, then `^~`, regular expressions in the order that they have, prefixes with
    the longer ones first, and named ones (`@name`) last.

    When to ignore: where they are grouped by what they are for. The rule is off by default.
    """

    id = "location-order"
    severity = Severity.INFO
    default = False
    references = ("https://nginx.org/en/docs/http/ngx_http_core_module.html#location",)

    @on_configuration("location")
    def check(self, configuration: Configuration, report: Report) -> None:
        for block, later in misplaced_locations(configuration):
            report(
                block,
                f"`{_named(block)}` stands below `{_named(later)}`, and nginx looks at it before",
                help="Put it above: `=`, `^~`, regular expressions, prefixes with the longer first, `@name`.",
                related=[(later, "nginx looks at this one later")],
            )


def _named(block: Directive) -> str:
    return " ".join(("location", *block.words))
