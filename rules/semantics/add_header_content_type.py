from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Directive,
    Edit,
    Report,
    Rule,
    Severity,
    doubles_content_type,
    effective_value,
    on,
)


class AddHeaderContentType(Rule):
    """`add_header Content-Type` sends a second `Content-Type` beside the one that is there.

    nginx gives each answer a type by itself (from `types` and `default_type`), or passes on the type that
    the backend gave. `add_header` adds a line and replaces none, so that the answer has two, and each
    client takes another one of them.

    How to fix: write `default_type application/json;`, and before it `types { }` where the names of files
    would decide. For answers of a backend write `proxy_hide_header Content-Type;` beside the line.

    When to ignore: if the answer has no type otherwise.
    """

    id = "add-header-content-type"
    severity = Severity.WARNING
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/http/ngx_http_core_module.html#default_type",)

    @on("add_header content-type")
    def check(self, line: Directive, report: Report) -> None:
        if not doubles_content_type(report.configuration, line):
            return
        block = line.parent
        backend = (
            None if block is None else next((one for one in _BACKENDS if block.first(f"{one}_pass")), None)
        )
        set_here = (
            block is None or block.name != "location" or block.first("types") or block.first("default_type")
        )
        report(
            line,
            "`Content-Type` is sent twice: once as "
            + ("the backend sends it" if backend else "nginx sets it by itself")
            + f", once as `{line.args[1]}`",
            severity=Severity.INFO if backend is None and _is_same(report.configuration, line) else None,
            help=f"Write `{backend}_hide_header Content-Type;` beside it."
            if backend
            else f"Write `types {{ }} default_type {line.args[1].raw};` in its place.",
            fix=None
            if backend or set_here
            else report.fix(
                "set the type", Edit.replace(line.span, f"types {{ }} default_type {line.args[1].raw}")
            ),
        )


def _is_same(configuration: Configuration, line: Directive) -> bool:
    """Whether nginx sets that very type, no types by the names of files being in effect."""
    held = None if line.parent is None else effective_value(configuration, line.parent, "default_type")
    return (held or "text/plain") == line.args[1] and not configuration.named("types")


_BACKENDS = ("proxy", "fastcgi", "uwsgi", "scgi", "grpc")
