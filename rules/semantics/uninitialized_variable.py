from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Report,
    Rule,
    Severity,
    Unset,
    empty_breaks,
    on_configuration,
    seen_from,
    unset_variables,
)


class UninitializedVariable(Rule):
    """A variable is read where no `set` has given it a value.

    `set` runs while a request is served: the lines of the server first, then those of the location that
    answers, in the order of the text. A `set` in an `if`, in another location, in a location around this one
    or below the line that reads has not run, and none has when TLS begins and `ssl_certificate` is read. The
    variable is empty then, and nginx logs a warning, "using uninitialized variable".

    It is a warning where that breaks something: with an empty address `proxy_pass` answers 500, with an
    empty `root` nginx serves the files of its own folder. Otherwise it is information.

    How to fix: write `set $name "";`, or with a value that makes sense, in the server above everything that
    reads it.

    Not reported: if parts of the configuration were not read or scripts may set variables; in locations
    that only internal redirects reach, since these keep what was set before; after an `if` that always holds
    because it only takes the time apart.

    When to ignore: if empty is what is meant. `uninitialized_variable_warn off;` keeps the log clean.
    """

    id = "uninitialized-variable"
    severity = Severity.WARNING
    references = ("https://nginx.org/en/docs/http/ngx_http_rewrite_module.html#set",)

    @on_configuration("set")
    def check(self, configuration: Configuration, report: Report) -> None:
        for found in unset_variables(configuration):
            use = found.use
            report.about(use.directive.reading)
            report(
                use.place,
                _message(found) + (f", and {empty_breaks(use)}" if found.effect == "breaks" else ""),
                help="Choose it with a `map` of `$ssl_server_name`."
                if found.reason == "handshake"
                else f'Write `set ${use.spelling} "";`, or with a value of use, in the server above it.',
                related=[(found.assignment, "sets it")],
                severity=None if found.effect == "breaks" else Severity.INFO,
            )


def _message(found: Unset) -> str:
    name = f"`${found.use.spelling}`"
    where = seen_from(found.use.directive, found.assignment)
    match found.reason:
        case "never":
            return f"nothing in this server sets {name}: it is empty here"
        case "perhaps":
            return f"{name} is empty here unless the `if` around its `set` applies ({where})"
        case "later":
            return f"{name} is read before its `set` ({where}): it is empty here"
        case "around":
            return f"the location around this one sets {name} ({where}) and does not run: it is empty here"
        case "handshake":
            return f"{name} is read when TLS begins, before any `set` runs: it is empty here"
        case "elsewhere":
            return f"{name} is set in another location only ({where}): it is empty here"
