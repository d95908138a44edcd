from __future__ import annotations

from nginxlint.rule import Configuration, Option, Report, Rule, Severity, long_lines, on_configuration


class LineTooLong(Rule):
    """A line is longer than a screen is wide.

    What stands at its end is read by nobody, and a change to it is hard to see. nginx takes a directive
    over as many lines as one likes; only a quoted word stays in one piece, and a line that is long
    because of one word is not reported.

    How to fix: break the line between two words.

    When to ignore: in files that a program writes. The rule is off by default.
    """

    id = "line-too-long"
    severity = Severity.INFO
    default = False
    length = Option(160, "The most characters that a line may have.", least=40)
    references = ("https://nginx.org/en/docs/beginners_guide.html#conf_structure",)

    @on_configuration()
    def check(self, configuration: Configuration, report: Report) -> None:
        for reading in configuration.readings:
            report.about(reading)
            for rest in long_lines(reading.document, self.length):
                report(
                    rest,
                    f"this line has more than {self.length} characters",
                    help="Break it between two words.",
                )
