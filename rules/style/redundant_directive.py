from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, on_configuration, redundant, without_line


class RedundantDirective(Rule):
    """A directive says what holds without it.

    Its value is the one that the block around it has set, or nginx's own default where nothing else is
    set. Such lines make the ones that matter harder to see, and stay behind when the value around them
    is changed.

    Not reported: a line that names the default where the block around says something else,
    `server_tokens` and `client_max_body_size`, which many write down on purpose, and files that are
    included in several places.

    How to fix: take the line out.

    When to ignore: where the line is there to be read. The rule is off by default.
    """

    id = "redundant-directive"
    severity = Severity.INFO
    default = False
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/dirindex.html",)

    @on_configuration()
    def check(self, configuration: Configuration, report: Report) -> None:
        for line, outer in redundant(configuration):
            report(
                line,
                f"`{line.name} {line.args[0]}` is nginx's default, and nothing else is set around it"
                if outer is None
                else f"`{line.name} {line.args[0]}` holds here already, from the `{outer.context}` around",
                help="Take it out.",
                related=[] if outer is None else [(outer, "sets it")],
                fix=report.fix("take it out", without_line(line)),
            )
