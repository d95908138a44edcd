from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Report,
    Rule,
    Severity,
    on_configuration,
    repeated_referers,
    seen_from,
)


class InvalidArgumentValue(Rule):
    """A value that the directive does not take.

    Each directive has its own grammar: `on` or `off`, a size (`10m`), a time (`30s`), one of a
    few words, an address, a rate (`5r/s`), a percentage. nginx refuses to start if a value does
    not follow it. Common slips are `yes` for `on`, `10mb` for `10m`, `10sec` for `10s`, a port
    above 65535, and a variable where none is evaluated.

    How to fix: write a value of the form that the message names.
    """

    id = "invalid-argument-value"
    severity = Severity.ERROR
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/syntax.html",)

    @on_configuration("valid_referers")
    def check_referers(self, configuration: Configuration, report: Report) -> None:
        for word, directive, first in repeated_referers(configuration):
            report.about(directive.reading)
            report(
                word,
                f"`valid_referers` names `{word.partition('/')[0]}` already ({seen_from(directive, first)}): "
                "nginx refuses to start",
                help="Take it out of one of the lines.",
                related=[(first, "the first one")],
            )
