from __future__ import annotations

from nginxlint.rule import Directive, Report, Rule, Severity, on


class DeprecatedSecurityHeader(Rule):
    """A header field for security that browsers no longer know, or a value that they don't take.

    `X-XSS-Protection` was dropped by all browsers, since its filter could be used against the page;
    `Public-Key-Pins`, `Expect-CT` and `X-Content-Security-Policy` do nothing any more, and `X-Frame-Options`
    has no `ALLOW-FROM`. The configuration looks safer than it is.

    How to fix: use what came after it: `Content-Security-Policy` (with `frame-ancestors`),
    `Permissions-Policy`. `X-XSS-Protection "0"` is fine.

    When to ignore: if visitors come with browsers from before 2020.
    """

    id = "deprecated-security-header"
    severity = Severity.INFO
    references = ("https://owasp.org/www-project-secure-headers/",)

    @on("add_header")
    def check(self, line: Directive, report: Report) -> None:
        if len(line.args) < 2:
            return
        name, value = line.args[0].lower(), line.args[1].strip().lower()
        wrong = _wrong(name, value)
        if wrong is not None:
            report(line, f"`{line.args[0]}: {line.args[1]}` {wrong[0]}", help=wrong[1])


def _wrong(name: str, value: str) -> tuple[str, str] | None:
    """What is wrong with a field, and what to write instead."""
    if not value or "$" in value:
        return None
    if name in _GONE:
        return "does nothing: no browser reads it any more", _GONE[name]
    if name == "x-xss-protection" and not value.startswith("0"):
        return "does nothing in today's browsers and could be used against the page in old ones", (
            'Take it out, or write `"0"`. `Content-Security-Policy` protects against foreign scripts.'
        )
    if name == "x-frame-options" and value.startswith("allow-from"):
        return "is ignored: no browser takes `ALLOW-FROM`, so that every site may frame the page", (
            'Write `Content-Security-Policy "frame-ancestors https://site.example"`.'
        )
    if name == "x-content-type-options" and value != "nosniff":
        return "is ignored: the only value is `nosniff`", "Write `nosniff`."
    return None


_GONE = {
    "public-key-pins": "Take it out.",
    "public-key-pins-report-only": "Take it out.",
    "expect-ct": "Take it out: browsers demand transparency of certificates by themselves.",
    "x-content-security-policy": "Write `Content-Security-Policy`.",
    "x-webkit-csp": "Write `Content-Security-Policy`.",
}
