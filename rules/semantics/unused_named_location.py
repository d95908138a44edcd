from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, on_configuration, unused_names


class UnusedNamedLocation(Rule):
    """Nothing in the configuration leads to a `location @name`.

    A named location never gets a request by its path: `try_files`, `error_page` or a script of the same
    server has to name it. This one is named nowhere, so that it is likely left over from a change, or its
    name is misspelt where it should be used.

    How to fix: take the block out, or name it where it is wanted: `try_files $uri @name;`.

    When to ignore: if an application behind nginx names it in `X-Accel-Redirect`.
    """

    id = "unused-named-location"
    severity = Severity.INFO
    references = ("https://nginx.org/en/docs/http/ngx_http_core_module.html#location",)

    @on_configuration("location @")
    def check(self, configuration: Configuration, report: Report) -> None:
        for location in unused_names(configuration):
            report(
                location,
                f"nothing in this server leads to `{location.args[0]}`: the block is never used",
                help="Take it out, or name it in the `try_files` or `error_page` that should lead here.",
            )
