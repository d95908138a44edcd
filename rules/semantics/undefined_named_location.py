from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Edit,
    Report,
    Rule,
    Severity,
    dangling_names,
    nearest_word,
    on_configuration,
)


class UndefinedNamedLocation(Rule):
    """`try_files` or `error_page` leads to a `@name` that the server doesn't have.

    nginx starts, and looks for `location @name` only when a request is sent there. If the server has none it
    answers 500 and logs "could not find named location". Names belong to one server: those of another server
    don't count.

    How to fix: correct the name, or add `location @name { ... }` to the server.

    When to ignore: never. Not reported: servers of which a part could not be read.
    """

    id = "undefined-named-location"
    severity = Severity.WARNING
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/http/ngx_http_core_module.html#location",)

    @on_configuration("try_files @", "error_page @", "post_action @")
    def check(self, configuration: Configuration, report: Report) -> None:
        for line, word, server, names in dangling_names(configuration):
            near = nearest_word(str(word), names)
            report.about(line.reading)
            report(
                word,
                f"there is no `location {word}` in "
                + ("this server" if line.within("server") is server else "a server that inherits this")
                + ": requests that are sent there get 500",
                help=f"Did you mean `{near}`?" if near else f"Add `location {word} {{ ... }}` to the server.",
                related=[] if line.within("server") is server else [(server, "has no such location")],
                fix=report.fix(f"write `{near}`", Edit.replace(word.span, near)) if near else None,
            )
