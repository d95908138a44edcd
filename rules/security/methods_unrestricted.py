from __future__ import annotations

from nginxlint.rule import (
    Directive,
    Report,
    Rule,
    Severity,
    inherits_known,
    is_internal,
    location_of,
    on,
    serves_files,
)


class MethodsUnrestricted(Rule):
    """Files are served without a list of methods that are allowed, or it forbids nothing.

    `limit_except GET { ... }` is about all methods but GET (and HEAD), and does only what stands in its
    block: without `deny` or a password it forbids nothing. For this the finding is a warning.

    How to fix: `limit_except GET { deny all; }`.

    When to ignore: nginx itself answers files only to GET and HEAD, and other methods with 405. The rule is
    off by default, for those whose policy asks for it.
    """

    id = "methods-unrestricted"
    severity = Severity.INFO
    default = False
    references = ("https://nginx.org/en/docs/http/ngx_http_core_module.html#limit_except",)

    @on("location")
    def check(self, block: Directive, report: Report) -> None:
        location = location_of(block)
        if location is None or block.children is None or not inherits_known(report.configuration, block):
            return
        limits = block.all("limit_except")
        for limit in limits:
            if not any(line.name in _RESTRICTS for line in limit.children or ()):
                report(
                    limit,
                    "this `limit_except` forbids nothing: neither `deny` nor a password stands in it",
                    help="Write `deny all;` into it.",
                    severity=Severity.WARNING,
                )
        if limits or is_internal(block) or not serves_files(block) or _tests_method(block):
            return
        report(
            block.args[-1],
            f"`{location.name}` has no list of the methods that are allowed",
            help="Add `limit_except GET { deny all; }`.",
        )


_RESTRICTS = ("deny", "auth_basic", "auth_request", "auth_jwt", "include")


def _tests_method(block: Directive) -> bool:
    """Whether an ``if`` of the location, or around it, looks at the method."""
    return any(
        "$request_method" in condition.args
        for around in (block, *block.ancestors())
        for condition in around.all("if")
    )
