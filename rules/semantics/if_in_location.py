from __future__ import annotations

from nginxlint.rule import (
    Directive,
    Report,
    Rule,
    Severity,
    content_handler,
    lost_setting,
    on,
    skipping_try_files,
)


class IfInLocation(Rule):
    """An `if` in a location takes the place of the location where it holds.

    nginx makes a location of its own of an `if`, and the last one that holds answers the request. It inherits
    what locations inherit, but no `try_files`: even an `if` with a mere `set` in it switches the `try_files`
    beside it off. Of two `if` that both hold, the first one's `add_header`, `expires` or `proxy_pass` is
    lost.

    How to fix: let an `if` contain only `return`, `rewrite ... last` and, where no `try_files` stands beside
    it, `set`. Give a value by a `map` instead (`add_header` leaves a header with an empty value out,
    `proxy_pass` takes a variable), or send such requests to a location of their own. What depends on the name
    of the host belongs into a `server` for each name.

    Not reported: an `if` that is alone in its location, two that test the same variable, and a `try_files`
    whose loss changes nothing (`$uri $uri/ =404`, or `-f $request_filename` beside `try_files $uri ...`).

    When to ignore: if the two conditions never hold at once.
    """

    id = "if-in-location"
    severity = Severity.WARNING
    references = (
        "https://github.com/nginxinc/nginx-wiki/blob/master/source/start/topics/depth/ifisevil.rst",
    )

    @on("if")
    def check(self, condition: Directive, report: Report) -> None:
        location = condition.parent
        if condition.context != "location" or location is None:
            return
        skipping = skipping_try_files(location)
        lost = lost_setting(condition)
        if any(one is condition for one in skipping):
            if condition is skipping[0]:
                _skips(skipping, location, report)
        elif lost is not None:
            line, later = lost
            hosts = line.name.endswith("_pass") and condition.args[:1] in (["$host"], ["$http_host"])
            report(
                line,
                f"`{line.name}` is lost where a later `if` of this location holds too: only the last one "
                "counts",
                help="Write a `server` for each host, with its own `server_name`."
                if hosts
                else "Give the value by a `map`, outside of the `if`.",
                related=[(later, "counts alone, if both hold")],
            )


def _skips(skipping: list[Directive], location: Directive, report: Report) -> None:
    first, *more = skipping
    tries = location.all("try_files")
    passing = content_handler(location)
    then = (
        "no file is looked for, and its last word is not used"
        if passing is None
        else f"`{passing.name}` also gets what it would have kept away"
    )
    report(
        first,
        f"where this `if` {'or another one ' if more else ''}holds, "
        f"`{' '.join(['try_files', *tries[0].args])}` is "
        f"skipped: {then}",
        help="Use a `map` instead of the `if`, or send these requests to a location of their own with "
        "`rewrite ... last`.",
        related=[(tries[0], "is not inherited by an `if`"), *((one, "skips it too") for one in more)],
    )
