from __future__ import annotations

from nginxlint.rule import (
    Directive,
    Report,
    Rule,
    Severity,
    file_test,
    instead_of_file_test,
    on,
    place_of_try_files,
)


class FileCheckWithIf(Rule):
    """`if (-f $request_filename)` does by hand what `try_files` is there for.

    `try_files` looks for the file and chooses what comes else, in one line that works together with the rest
    of the location. An `if` takes the place of the location where it holds, and nginx looks for
    the file again afterwards.

    How to fix: write the names in their order: `try_files $uri $uri/ /index.php$is_args$args;`. In the place
    of an `if` of the server write it in the location that answers, usually `location /`.

    When to ignore: if the condition also guards something that `try_files` can't do. A switch for
    maintenance, such as `if (-f /srv/maintenance.on)`, is not reported, nor an `if` that only refuses.
    """

    id = "file-check-with-if"
    severity = Severity.INFO
    references = ("https://nginx.org/en/docs/http/ngx_http_core_module.html#try_files",)

    @on("if")
    def check(self, condition: Directive, report: Report) -> None:
        test = file_test(condition)
        better = None if test is None else instead_of_file_test(condition)
        if better is None:
            return
        report(
            condition,
            f"`if ({' '.join(condition.args)})` decides what `try_files` decides in one line",
            help=f"Write `{better};`" + _where(place_of_try_files(condition)) + ".",
        )


def _where(place: Directive) -> str:
    if place.name != "location":
        return ""
    instead = " in place of its own" if place.first("try_files") else ""
    return f" in `location {' '.join(map(str, place.args))}`{instead}"
