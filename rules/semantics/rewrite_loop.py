from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Report,
    Rule,
    Severity,
    break_instead,
    on_configuration,
    rewrite_loops,
)


class RewriteLoop(Rule):
    """A `rewrite` whose result comes back to it, until nginx answers 500.

    After a `rewrite` with `last`, or without a flag, in a location, nginx looks for a location anew. If the
    new path leads to the same line and fits its pattern again, nginx goes round ten times, writes "rewrite or
    internal redirection cycle" into the error log and answers 500. The request in the message was followed in
    this way.

    How to fix: write `break` instead of `last`, if the location itself is to answer; or keep the new path
    out of the pattern.
    """

    id = "rewrite-loop"
    severity = Severity.WARNING
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/http/ngx_http_rewrite_module.html#rewrite",)

    @on_configuration("rewrite")
    def check(self, configuration: Configuration, report: Report) -> None:
        for loop in rewrite_loops(configuration):
            report.about(loop.line.reading)
            report(
                loop.line,
                f"`GET {loop.asked}` becomes {_way(loop.places)}: nginx goes round ten times and answers 500",
                help="Write `break` if this location is to answer, or keep the new path out of the pattern.",
                related=[(line, "leads on") for line in loop.lines if line is not loop.line],
                fix=report.fix("write `break`", break_instead(loop.line)),
            )


def _way(places: tuple[str, ...]) -> str:
    return " and then ".join(f"`{place}`" for place in places[:2]) + (
        " again and again" if len(places) < 3 else " and so on"
    )
