from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, empty_captures, on_configuration


class UndefinedCaptureGroup(Rule):
    """`$1` where no regular expression captures anything.

    `$1` to `$9` are what the parentheses of the regular expression held that matched last: in
    `rewrite` its own, in an `if` that of its condition, in a line of a `map` the line's,
    elsewhere that of the location or server. With fewer groups than that the variable is empty,
    and nginx says nothing of it: a redirect to `/new/$1` always goes to `/new/`.

    How to fix: put parentheses around what is meant, `rewrite ^/old/(.*)$ /new/$1;`, or correct
    the number. `(?:...)` captures nothing; `$10` is `$1` and a zero. In an `if` with `!~` nothing was
    captured.
    """

    id = "undefined-capture-group"
    severity = Severity.WARNING
    references = ("https://nginx.org/en/docs/http/ngx_http_rewrite_module.html#rewrite",)

    @on_configuration("rewrite", "location", "set", "return", "map")
    def check(self, configuration: Configuration, report: Report) -> None:
        for (directive, arg, use, _), groups, source in empty_captures(configuration):
            words = [directive.name, *directive.args] if directive.context == "map" else directive.args
            has = "no group" if groups == 0 else "1 group" if groups == 1 else f"{groups} groups"
            report.about(directive.reading)
            report(
                words[arg].part(use.start, use.end),
                f"`${use.name}` is always empty: "
                + (
                    f"no regular expression in this server has more than {has}"
                    if source is None and groups
                    else "no regular expression in this server has a group"
                    if source is None
                    else "this block is for requests that the regular expression does not match"
                    if source.name == "if" and source.args[1].startswith("!")
                    else f"the regular expression has {has}"
                ),
                help="Put parentheses around what is meant, or correct the number.",
                related=[] if source is None or source is directive else [(source, "the regular expression")],
            )
