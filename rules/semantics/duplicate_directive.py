from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Edit,
    Report,
    Rule,
    Severity,
    on_configuration,
    repeated_values,
    repeats,
    seen_from,
    twice_read,
)


class DuplicateDirective(Rule):
    """A directive that may stand once in a block stands there twice.

    Most directives that set one value, such as `root` and `client_max_body_size`, may be given
    once at each level, and a level goes through includes: what an included file sets counts too.
    nginx says that the directive "is duplicate" and refuses to start. So it does if `root` stands
    beside `alias`, a store beside a cache, or `off` beside other lines of the same directive. Of
    a word that stands twice in a list, such as `gzip_types`, it only warns.

    How to fix: keep one of the two.
    """

    id = "duplicate-directive"
    severity = Severity.ERROR
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/dirindex.html",)

    @on_configuration()
    def check(self, configuration: Configuration, report: Report) -> None:
        for directive, first in repeats(configuration):
            again = twice_read(directive, first)
            same = directive.args == first.args and not directive.is_block and again is None
            if directive.name == first.name:
                message = f"`{directive.name}` is set here already ({seen_from(directive, first)})"
            else:
                message = (
                    f"`{directive.name}` and `{first.name}` ({seen_from(directive, first)}) "
                    "exclude each other"
                )
            end = directive.terminator.end
            report(
                directive,
                f"{message}: nginx refuses to start",
                help=again or "Keep one of the two.",
                related=[(first, "the first one")],
                fix=report.fix(
                    "take the second one out",
                    Edit.replace(directive.source.span(directive.name.start, end), ""),
                )
                if same and directive.name == first.name
                else None,
            )
        for word, directive, first in repeated_values(configuration):
            report.about(directive.reading)
            report(
                word,
                f"`{word}` is in `{first.name}` already ({seen_from(directive, first)}): nginx joins "
                "the lines and warns of the duplicate",
                help=twice_read(directive, first) or "Take it out.",
                related=[(first, "the first one")],
                severity=Severity.WARNING,
            )
