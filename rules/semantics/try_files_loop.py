from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, fallback_loops, on_configuration


class TryFilesLoop(Rule):
    """The last word of `try_files` leads back to the same `try_files`.

    The last word is no file that is looked for: it is the path that the request gets if none of the others is
    there, and nginx looks for a location anew. `try_files $uri $uri/;` only looks for `$uri`; `$uri/` leads
    to the same line with one slash more, until nginx answers 500 ("rewrite or internal redirection cycle" in
    the error log). The request in the message was followed in this way.

    How to fix: add `=404` as the last word, or a path or named location that answers in another place.
    """

    id = "try-files-loop"
    severity = Severity.WARNING
    references = ("https://nginx.org/en/docs/http/ngx_http_core_module.html#try_files",)

    @on_configuration("try_files")
    def check(self, configuration: Configuration, report: Report) -> None:
        for loop in fallback_loops(configuration):
            report.about(loop.line.reading)
            last = loop.line.args[-1]
            report(
                last,
                f"`GET {loop.asked}` ends in 500: `{last}` is not looked for, it leads to "
                f"`{loop.places[0]}`, which comes back here",
                help="Add `=404` as the last word.",
                related=[(line, "leads on") for line in loop.lines if line is not loop.line],
            )
