from __future__ import annotations

import re

from nginxlint.rule import Directive, Edit, Report, Rule, Severity, Token, broken_text, header_texts, on


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

    @on(
        "add_header",
        "add_trailer",
        "proxy_set_header",
        "grpc_set_header",
        "more_set_headers",
        "more_set_input_headers",
        "return",
    )
    def check(self, line: Directive, report: Report) -> None:
        report.about(line.reading)
        for text in header_texts(line):
            broken = broken_text(report.configuration, line, text)
            found = re.search(r"[\r\n][ \t]*", broken or "")
            if broken is None or found is None:
                continue
            to = "the backend" if line.name.endswith("_set_header") or "input" in line.name else "the visitor"
            folded = len(found[0]) > 1
            report(
                text,
                f"the line break in {'this value' if broken == text else f'`{text}`'} is sent to {to}: "
                + (
                    "HTTP/1.1 forbids it, and HTTP/2 has no lines to go on in"
                    if folded
                    else f"`{_start(broken[found.end() :])}` becomes a header line of its own"
                ),
                help="Write the value in one line.",
                fix=report.fix("join the lines", _joined(text)) if text.quote and "\n" in text.raw else None,
            )


def _start(text: str) -> str:
    line = text.split("\n")[0].strip()
    return line if len(line) <= 40 else line[:39] + "…"


def _joined(text: Token) -> Edit:
    quote = text.quote
    return Edit.replace(text.span, quote + re.sub(r"\s*[\r\n]\s*", " ", text.raw[1:-1]).strip() + quote)
