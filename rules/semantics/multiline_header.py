from __future__ import annotations

import re

from nginxlint.rule import Configuration, Edit, Report, Rule, Severity, Token, broken_fields, on_configuration


class MultilineHeader(Rule):
    """A header field with a line break in its value.

    In quotes a value may go on in the next line of the file, but nginx sends the line break with it. Where
    blanks follow, clients once read the next line as part of the field; that is forbidden today (RFC 9112,
    section 5.2), and a client that speaks HTTP/2 refuses the answer. Where no blank follows, the rest of
    the value is a header line of its own, or nonsense that ends the header.

    How to fix: write the value in one line. Long ones can be put together with `set` or `map`.

    When to ignore: never.
    """

    id = "multiline-header"
    severity = Severity.WARNING
    fix = "unsafe"
    references = ("https://www.rfc-editor.org/rfc/rfc9112.html#section-5.2",)

    @on_configuration(
        "add_header",
        "add_trailer",
        "proxy_set_header",
        "grpc_set_header",
        "more_set_headers",
        "more_set_input_headers",
        "return",
    )
    def check(self, configuration: Configuration, report: Report) -> None:
        for broken in broken_fields(configuration):
            word = broken.word
            what = "this value" if word == broken.text else f"`{word}`"
            to = "the backend" if broken.reaches_backend else "the visitor"
            report.about(broken.line.reading)
            report(
                word,
                f"the line break in {what} is sent to {to}: {_effect(broken.rest)}",
                help="Write the value in one line.",
                fix=report.fix("join the lines", _joined(word)) if word.quote and "\n" in word.raw else None,
            )


def _effect(rest: str) -> str:
    if rest.startswith((" ", "\t")):
        return "HTTP/1.1 forbids it, and HTTP/2 has no lines to go on in"
    line = rest.split("\n")[0].strip()
    if not line:
        return "the header ends there, and fields that follow become part of the body"
    return f"`{line if len(line) <= 40 else line[:39] + '…'}` becomes a header line of its own"


def _joined(text: Token) -> Edit:
    quote = text.quote
    return Edit.replace(text.span, quote + re.sub(r"\s*[\r\n]\s*", " ", text.raw[1:-1]).strip() + quote)
