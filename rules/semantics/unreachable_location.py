from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Directive,
    Report,
    Rule,
    Severity,
    location_of,
    on_configuration,
    seen_from,
    shadowed_locations,
)


class UnreachableLocation(Rule):
    """No request reaches a `location`, since other ones take all that it fits.

    nginx takes an exact location first, then the longest prefix if it has `^~`, then the first regular
    expression that matches in the order they are written in, and only then the longest prefix. So an earlier
    `location ~ .` leaves nothing to those after it, `^~ /static/` nothing to `~ ^/static/.*\\.css$`, and a
    regular expression nothing to a prefix of which it matches every path. What the block says never happens,
    access rules included. That two locations overlap is no mistake and is not reported.

    How to fix: write the narrower regular expression first; put it inside the prefix that hides it; or write
    `location ^~ /app/` so that the prefix wins. If the block is of no use any more, take it out.

    When to ignore: never; it was tried with all paths.
    """

    id = "unreachable-location"
    severity = Severity.WARNING
    references = ("https://nginx.org/en/docs/http/ngx_http_core_module.html#location",)

    @on_configuration("location")
    def check(self, configuration: Configuration, report: Report) -> None:
        for location, path, other in shadowed_locations(configuration):
            report(
                location,
                f"no request reaches this location: `{path}` goes to {_words(other)} "
                f"({seen_from(location, other)}), and all else that fits is taken as well",
                help=_advice(location, other),
                related=[(other, f"answers `{path}`")],
            )


def _words(location: Directive) -> str:
    return f"`{' '.join(map(str, (location.name, *location.args)))}`"


def _advice(location: Directive, other: Directive) -> str:
    here, there = location_of(location), location_of(other)
    if here is None or there is None or location.parent is not other.parent:
        return "Take one of the two out, or move what is needed into the other."
    if here.kind == "prefix" and there.kind == "regex":
        return f"Write `location ^~ {here.name}`, if it should win."
    if here.kind == "regex" and there.kind == "regex":
        return "Move it before the other one, or take it out."
    if here.kind == "regex" and there.modifier == "^~":
        return f"Put it inside {_words(other)}, or take the `^~` off there."
    return "Take one of the two out."
