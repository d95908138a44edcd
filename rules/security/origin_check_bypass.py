from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Directive,
    Option,
    Pattern,
    Report,
    Rule,
    Severity,
    client_inputs,
    headers_in_effect,
    map_pattern,
    on,
    on_configuration,
    origin_bypass,
    patterns,
)


class OriginCheckBypass(Rule):
    """A check of `Origin` or `Referer` lets foreign sites through.

    A pattern that is not tied to the begin and the end of the name, or has a dot without a backslash, fits
    names that anybody can register: `example\\.com` fits `https://example.com.evil.example`. Then a foreign
    page may read answers, or a check of where a request comes from is worth nothing. The finding names a
    value that gets by. It is information where no browser sends that value, and where
    `Access-Control-Allow-Origin` repeats any origin without `Access-Control-Allow-Credentials`, which says
    the same as `*`.

    How to fix: `^https://([a-z0-9-]+\\.)?example\\.com$` for `$http_origin`, and a slash or `(/|$)` after
    the name for `$http_referer`.

    When to ignore: if the answers are public.
    """

    id = "origin-check-bypass"
    severity = Severity.WARNING
    references = ("https://cwe.mitre.org/data/definitions/346.html",)

    domains = Option((), "Your own domains: a pattern that accepts another one is reported too.")
    https_only = Option(False, "Report patterns that accept plain http.")

    @on("if $http_origin", "if $http_referer")
    def condition(self, condition: Directive, report: Report) -> None:
        for pattern in patterns(condition):
            if pattern.subject not in _HEADERS:
                continue
            if condition.args[1].startswith("!") or (
                "://" in _plain(pattern.text) and not _turns_away(condition)
            ):
                self.judge(pattern, report)

    @on_configuration("map $http_origin", "map $http_referer")
    def lists(self, configuration: Configuration, report: Report) -> None:
        used = {
            str(line.args[1]).lower()
            for line in configuration.named("add_header")
            if len(line.args) > 1
            and line.args[0].lower() in ("access-control-allow-origin", "x-frame-options")
        }
        for block in configuration.named("map"):
            if (
                len(block.args) != 2
                or block.args[0].lower() not in _HEADERS
                or block.args[1].lower() not in used
            ):
                continue
            for line in block.children or ():
                pattern = map_pattern(line, str(block.args[0]))
                if pattern is not None and line.args[0]:
                    report.about(line.reading)
                    self.judge(pattern, report)

    @on("add_header access-control-allow-origin")
    def reflection(self, line: Directive, report: Report) -> None:
        if (
            len(line.args) < 2
            or line.args[0].lower() != "access-control-allow-origin"
            or "$" not in line.args[1]
        ):
            return
        if (
            line.parent is not None
            and line.parent.name == "if"
            and "$request_method" not in line.parent.args[0]
        ):
            return  # the condition may be the check
        for piece in client_inputs(report.configuration, line, line.args[1]):
            if piece.variable == "$http_origin" and piece.pattern is None:
                secret = any(
                    other.args[0].lower() == "access-control-allow-credentials"
                    and other.args[1:2] == ["true"]
                    for other in headers_in_effect(report.configuration, line.parent, "add_header")
                )
                report(
                    line.args[1],
                    "every site is allowed: the answer repeats whatever `Origin` the browser sends"
                    + (
                        ", and with its visitors' cookies foreign pages read what only they may see"
                        if secret
                        else ""
                    ),
                    help="List the allowed origins in a `map` of `$http_origin`, or write `*` "
                    "for public answers.",
                    severity=None if secret else Severity.INFO,
                )

    def judge(self, pattern: Pattern, report: Report) -> None:
        header = "Origin" if pattern.subject == "$http_origin" else "Referer"
        found = origin_bypass(report.configuration, pattern, self.domains, self.https_only)
        if found is None:
            return
        report(
            pattern.token,
            f"this check of `{header}` accepts `{found.value}`: {found.reason}",
            help="Tie the pattern to begin and end (`^https://` ... `$`, for a referer `(/|$)`), "
            "and write `\\.` for a dot.",
            severity=None if found.serious else Severity.INFO,
        )


_HEADERS = ("$http_origin", "$http_referer")


def _plain(pattern: str) -> str:
    return pattern.replace("\\/", "/").replace("?", "")


def _turns_away(condition: Directive) -> bool:
    """Whether what the pattern fits is refused: it is a list of unwanted sites then."""
    return any(line.args and line.args[0].startswith("4") for line in condition.all("return"))
