from __future__ import annotations

from nginxlint.rule import Directive, Edit, Fix, Report, Rule, Severity, on, unreachable


class UnreachableAfterReturn(Rule):
    """Lines that never do anything, because a `return` before them answers every request.

    In a `server`, `return` and redirecting `rewrite` lines run before nginx looks for a location: not one of
    the locations is ever used, wherever in the block the `return` stands. So a `location
    /.well-known/acme-challenge/` does not answer, and certificates can't be renewed. In a location, `return`
    answers before `proxy_pass`, `try_files` and everything else that gives an answer. In both, `rewrite`,
    `set` and `if` lines below a `return` are never run.

    How to fix: put the `return` into `location / { ... }` beside the other locations, or take out what is
    never used. If there is a `location /` already, one of the two has to go. (A second `return` that is
    never used is information.)

    When to ignore: for the time that a site is switched off by a `return` on purpose.
    """

    id = "unreachable-after-return"
    severity = Severity.WARNING
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/http/ngx_http_rewrite_module.html#return",)

    @on("return", "rewrite")
    def check(self, line: Directive, report: Report) -> None:
        dead = unreachable(report.configuration, line)
        if not dead:
            return
        first, *more = dead
        what = f"`{' '.join([first.name, *first.words])}`" + (f" and {len(more)} more" if more else "")
        locations = first.name == "location"
        why = "answers every request before nginx looks for a location" if locations else "comes first"
        report(
            line,
            f"{what} {'are' if more else 'is'} never used: `{' '.join([line.name, *line.args])}` {why}",
            help=_way_out(line) if locations else "Take out what is never used, or put it before this line.",
            related=[(one, "is never used") for one in dead[:5]],
            severity=Severity.INFO if all(one.name == "return" for one in dead) else None,
            fix=_moved(line, report) if locations else None,
        )


def _way_out(line: Directive) -> str:
    if _has_rest(line):
        return "There is a `location /` already: take this line out, or what it makes useless."
    return "Put this line into `location / { ... }` beside the other locations."


def _has_rest(line: Directive) -> bool:
    """Whether the server has a `location /`."""
    return line.parent is not None and any(one.args == ["/"] for one in line.parent.all("location"))


def _moved(line: Directive, report: Report) -> Fix | None:
    """The line in a `location /` of its own, if there is none yet."""
    if _has_rest(line):
        return None
    return report.fix(
        "put it into `location /`",
        Edit.insert(line.source, line.span.start, "location / { "),
        Edit.insert(line.source, line.terminator.end, " }"),
    )
