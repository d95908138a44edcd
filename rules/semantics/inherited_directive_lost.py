from __future__ import annotations

from nginxlint.rule import (
    REPLACING_DIRECTIVES,
    Configuration,
    Report,
    Rule,
    Severity,
    on_configuration,
    repetition,
    replaced_lines,
)


class InheritedDirectiveLost(Rule):
    """A line in a block switches off all lines of that name around it.

    Directives such as `fastcgi_param`, `proxy_hide_header`, `error_page` or `limit_req` are inherited all
    together or not at all: one of them in a `location` is enough, and none of those in the `server` holds
    there. So a single `fastcgi_param` takes `SCRIPT_FILENAME` away, and PHP answers with an empty page.

    It is a warning where the block then does something wrong, and information where the outer lines may have
    been replaced on purpose (`error_page`, `limit_req`, `limit_conn` and the like).

    Not reported: pages for 5xx in a location of files beside others that pass requests on, which they are
    for, and a `limit_req` of a zone with the same key and a lower rate, which replaces the outer one on
    purpose.

    How to fix: repeat the lines of the outer block in the inner one, or include one file with them in both.

    When to ignore: if the outer lines are not wanted there. `add_header` and `proxy_set_header` have rules of
    their own.
    """

    id = "inherited-directive-lost"
    severity = Severity.WARNING
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/http/ngx_http_fastcgi_module.html#fastcgi_param",)

    @on_configuration(*REPLACING_DIRECTIVES)
    def check(self, configuration: Configuration, report: Report) -> None:
        for lost in replaced_lines(configuration):
            name = lost.family.name
            report(
                lost.place,
                f"with its own `{name}` the `{lost.block.name}` no longer {lost.family.does}: "
                + ", ".join(f"`{one}`" for one in lost.names),
                help=f"Repeat {'these lines' if len(lost.lines) > 1 else 'this line'} here.",
                related=[(line, "has no effect there") for line in lost.lines],
                severity=None if lost.family.weighs else Severity.INFO,
                fix=report.fix("repeat the lines", repetition(lost.written[-1], lost.lines))
                if lost.written
                else None,
            )
