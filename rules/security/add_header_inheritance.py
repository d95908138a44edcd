from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Report,
    Rule,
    Severity,
    answers_constant,
    header_protects,
    lost_headers,
    on_configuration,
    repetition,
)


class AddHeaderInheritance(Rule):
    """An `add_header` in a block switches off all that the blocks around it add.

    `add_header` is inherited as a whole or not at all: one line in a `location` is enough, and none of
    the header fields of the `server` is sent from there. So a cache header for images takes
    `X-Content-Type-Options` or `Strict-Transport-Security` away. `add_trailer` works the same way.

    It is a warning where a field that protects visitors is lost, otherwise information, as in a location that
    answers every request with the same short text (`return 200 "OK"`).

    How to fix: repeat the lines of the outer block in the inner one, or include one file with them in both.
    From nginx 1.29.3 on `add_header_inherit merge;` keeps them.

    When to ignore: if the fields are not wanted there. From nginx 1.29.3 on `add_header_inherit off;` says
    so.
    """

    id = "add-header-inheritance"
    severity = Severity.WARNING
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/http/ngx_http_headers_module.html#add_header",)

    @on_configuration("add_header", "add_trailer")
    def check(self, configuration: Configuration, report: Report) -> None:
        for name in ("add_header", "add_trailer"):
            for lost in lost_headers(configuration, name):
                fields = list(dict.fromkeys(str(line.args[0]) for line in lost.lines))
                first = lost.own[0]
                merges = configuration.dialect.find(f"{name}_inherit", str(first.context)) is not None
                report(
                    first,
                    f"with this `{name}` the `{lost.block.name}` no longer sends what is set around it: "
                    + ", ".join(f"`{field}`" for field in fields),
                    help=f"Repeat {'these lines' if len(fields) > 1 else 'this line'} here"
                    + (f", or write `{name}_inherit merge;`." if merges else "."),
                    related=[(line, "has no effect there") for line in lost.lines],
                    severity=None
                    if any(map(header_protects, lost.lines)) and not answers_constant(lost.block)
                    else Severity.INFO,
                    fix=report.fix("repeat the lines", repetition(lost.own[-1], lost.lines)),
                )
