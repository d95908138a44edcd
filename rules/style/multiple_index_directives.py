from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Report,
    Rule,
    Severity,
    on_configuration,
    repeated_indexes,
    without_line,
)


class MultipleIndexDirectives(Rule):
    """The same `index` list is written again and again.

    Locations inherit the list of their server, and servers that of `http`. Whoever adds `index.php` to
    one line later forgets the others, and some folders answer 403. Reported are lines that say what
    holds already, and lists that three or more blocks of one block and file share.

    How to fix: write the list once, in the block around, and take the other lines out. Where it is only
    `index.html`, all can go, since nginx takes that by default.

    When to ignore: where the lines are to differ soon.
    """

    id = "multiple-index-directives"
    severity = Severity.INFO
    fix = "safe"
    references = ("https://nginx.org/en/docs/http/ngx_http_index_module.html#index",)

    @on_configuration("index")
    def check(self, configuration: Configuration, report: Report) -> None:
        for where, outer, lines in repeated_indexes(configuration):
            first, *more = lines
            listed = " ".join(first.args)
            if outer is None:
                report(
                    first,
                    f"{len(lines)} blocks of this `{where}` have the same list, `{listed}`",
                    help="Take these lines out: `index.html` is what nginx takes without them."
                    if listed == "index.html"
                    else f"Write it once in `{where}`.",
                    related=[(line, "the same list") for line in more[:5]],
                )
            else:
                report(
                    first,
                    f"`index {listed}` holds here already, from the `{where}` around"
                    + (f"; {len(more)} more {'say' if more[1:] else 'says'} it again" if more else ""),
                    help=f"Take {'these lines' if more else 'the line'} out.",
                    related=[(outer, "sets it"), *((line, "the same list") for line in more[:5])],
                    fix=report.fix("take out what is inherited", *map(without_line, lines), safe=True),
                )
