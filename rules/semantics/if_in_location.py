from __future__ import annotations

from nginxlint.rule import (
    Directive,
    Report,
    Rule,
    Severity,
    falls_through,
    file_test,
    if_settings,
    lost_setting,
    lost_try_files,
    on,
)


class IfInLocation(Rule):
    """An `if` in a location takes the place of the location where it holds.

    nginx makes a location of its own of an `if`, and the last one that holds answers the request. It inherits
    what locations inherit, but no `try_files`: even an `if` with a mere `set` in it switches the `try_files`
    beside it off. Of two `if` that both hold, the first one's `add_header`, `expires` or `proxy_pass` is
    lost. Both are warnings; other directives in an `if` are information, since they stop working in this way
    as soon as a second `if` or a `try_files` is added.

    How to fix: let an `if` contain only `return`, `rewrite` and, where no `try_files` stands beside it,
    `set`. Give a value by a `map` of the variable (`add_header` leaves a header with an empty value out,
    `proxy_pass` takes a variable), or send such requests to a location of their own with `rewrite ... last`.

    When to ignore: information, if the location has no other `if` and you tried it.
    """

    id = "if-in-location"
    severity = Severity.WARNING
    references = (
        "https://github.com/nginxinc/nginx-wiki/blob/master/source/start/topics/depth/ifisevil.rst",
    )

    @on("if")
    def check(self, condition: Directive, report: Report) -> None:
        if condition.context != "location":
            return
        found = lost_setting(condition)
        tries = lost_try_files(condition)
        if tries is not None:
            report(
                condition,
                "`try_files` of this location is not looked at where this `if` holds: an `if` answers in the "
                "place of its location and inherits no `try_files`",
                help="Use a `map` instead of the `if`, or send these requests to a location of their own "
                "with "
                "`rewrite ... last`.",
                related=[(tries, "is skipped then")],
            )
        elif found is not None:
            line, later = found
            report(
                line,
                f"`{line.name}` is lost where the next `if` holds too: of several `if` in a location only "
                "the last "
                "one that holds counts",
                help="Use a `map` that gives the value, outside of the `if`.",
                related=[(later, "counts alone, if both hold")],
            )
        elif falls_through(condition) and file_test(condition) is None:
            names = list(dict.fromkeys(f"`{line.name}`" for line in if_settings(condition)))
            if names:
                report(
                    condition,
                    f"{' and '.join(names)} in an `if`: it answers in the place of its location, so that "
                    "another "
                    "`if` that holds, or a `try_files` beside it, makes one of them stop working",
                    help="Use a `map` that gives the value, outside of the `if`.",
                    severity=Severity.INFO,
                )
