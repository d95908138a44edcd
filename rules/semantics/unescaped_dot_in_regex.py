from __future__ import annotations

from nginxlint.rule import Directive, Edit, Pattern, Report, Rule, Severity, loose_dot, on, patterns


class UnescapedDotInRegex(Rule):
    """A dot in a regular expression is meant as a dot and matches any character.

    `location ~ .php$` takes `/graphp` as well as `/index.php`, and a host name such as `example.com` in a
    pattern also matches `examplescom`. It is a warning where the location passes requests on or denies them,
    otherwise information.

    How to fix: write `\\.`: `location ~ \\.php$`.

    When to ignore: if any character is really meant. `.*`, `.+` and dots in brackets are not reported.
    """

    id = "unescaped-dot-in-regex"
    severity = Severity.WARNING
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/http/server_names.html#regex_names",)

    @on("location", "if", "rewrite", "server_name")
    def check(self, directive: Directive, report: Report) -> None:
        for pattern in patterns(directive):
            found = loose_dot(pattern)
            if found is None:
                continue
            at = len(pattern.token) - len(pattern.text) + found.at
            dot = pattern.token.part(at, at + 1)
            report(
                pattern.token,
                f"`.` matches any character, so that `{found.example}` fits too",
                help=f"Write `{found.fixed}`.",
                related=[(dot, "this dot")] if dot.text == "." else [],
                severity=None if _matters(pattern) else Severity.INFO,
                fix=report.fix("escape the dot", Edit.insert(dot.source, dot.start, "\\"))
                if dot.text == "."
                else None,
            )


def _matters(pattern: Pattern) -> bool:
    """Whether the location hands requests to a program or refuses them."""
    return pattern.directive.name == "location" and any(
        line.name.endswith("_pass")
        or line.name == "deny"
        or (line.name == "return" and line.args[0][:1] == "4")
        for line in pattern.directive.children or ()
    )
