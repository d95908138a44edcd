from __future__ import annotations

from nginxlint.rule import Directive, Report, Rule, Severity, location_of, on


class InvalidDirectiveContext(Rule):
    """A directive stands where nginx does not allow it.

    Each directive belongs in certain blocks: `worker_connections` in `events`, `proxy_pass` in a
    `location`, `listen` in a `server`. Elsewhere nginx says "directive is not allowed here" and
    refuses to start. If everything from some line on is in the wrong place, a brace above closes
    a block too early. `alias` is also refused in a named location.

    How to fix: move the line into one of the blocks that the message names.

    When to ignore: never for a whole nginx.conf. If a file is meant to be included in a place
    that nginxlint did not guess, say where: `# nginxlint: context=http,server` at its top.
    """

    id = "invalid-directive-context"
    severity = Severity.ERROR
    references = ("https://nginx.org/en/docs/dirindex.html",)

    @on("alias")
    def check_alias(self, alias: Directive, report: Report) -> None:
        location = None if alias.parent is None else location_of(alias.parent)
        if location is not None and location.kind == "named":
            report(
                alias,
                f"`alias` may not stand in the named location `{location.name}`: nginx refuses to start",
                help="Use `root` there.",
            )
