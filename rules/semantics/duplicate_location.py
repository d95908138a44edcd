from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Directive,
    Location,
    Report,
    Rule,
    Severity,
    from_template,
    location_of,
    on_configuration,
    seen_from,
    twice_read,
)


class DuplicateLocation(Rule):
    """The same `location` stands twice in one block.

    Two prefixes with the same path (`/a` and `^~ /a` too), or the same path twice with `=`, keep
    nginx from starting. Of two regular expressions with the same text, or two locations of the
    same `@name`, nginx uses the first and never says that the second has no effect: for these the
    finding is a warning.

    How to fix: join the two, or correct the path of one.
    """

    id = "duplicate-location"
    severity = Severity.ERROR
    references = ("https://nginx.org/en/docs/http/ngx_http_core_module.html#location",)

    @on_configuration("location")
    def check(self, configuration: Configuration, report: Report) -> None:
        seen: dict[tuple[int, str, str], Directive] = {}
        for directive in configuration.named("location"):
            location = location_of(directive)
            if location is None or directive.children is None:
                continue
            how = location.modifier if location.kind == "regex" else location.kind
            first = seen.setdefault((id(directive.parent), how, location.name), directive)
            if first is not directive and not from_template(configuration, directive, first):
                _report(directive, first, location, report)


def _report(directive: Directive, first: Directive, location: Location, report: Report) -> None:
    refused = location.kind in ("exact", "prefix")
    words = " ".join(directive.args)
    report(
        directive,
        f"`location {words}` is there already ({seen_from(directive, first)}): "
        + ("nginx refuses to start" if refused else "nginx never uses this one"),
        help=twice_read(directive, first) or "Join the two blocks, or correct the path of one.",
        related=[(first, "the first one")],
        severity=Severity.ERROR if refused else Severity.WARNING,
    )
