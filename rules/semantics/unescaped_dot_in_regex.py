from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Directive,
    Edit,
    Report,
    Rule,
    Severity,
    loose_dots,
    on_configuration,
)


class UnescapedDotInRegex(Rule):
    """A dot in a regular expression is meant as a dot and matches any character.

    `location ~ .php$` takes `/graphp` as well as `/index.php`, and a host name such as `example.com` in a
    pattern also matches `examplescom`. It is a warning where nothing else stands before the extension and the
    location hands requests to a program, otherwise information.

    How to fix: write `\\.`: `location ~ \\.php$`.

    When to ignore: if any character is really meant. `.*`, `.+` and dots in brackets are not reported,
    nor a location to which a `rewrite` of the server leads.
    """

    id = "unescaped-dot-in-regex"
    severity = Severity.WARNING
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/http/server_names.html#regex_names",)

    @on_configuration("location ~", "if ~", "rewrite", "server_name ~")
    def check(self, configuration: Configuration, report: Report) -> None:
        for pattern, found in loose_dots(configuration):
            at = len(pattern.token) - len(pattern.text) + found.at
            dot = pattern.token.part(at, at + 1)
            is_placed = dot.text == "."
            report.about(pattern.directive.reading)
            report(
                pattern.token,
                f"`.` matches any character, so that `{found.example}` fits too",
                help=f"Write `{found.fixed}`.",
                related=[(dot, "this dot")] if is_placed else [],
                severity=None if found.wide and _passes_on(pattern.directive) else Severity.INFO,
                fix=report.fix("escape the dot", Edit.insert(dot.source, dot.start, "\\"))
                if is_placed
                else None,
            )


def _passes_on(directive: Directive) -> bool:
    """Whether a location hands requests to a program."""
    return any(line.name.endswith("_pass") for line in directive.children or ())
