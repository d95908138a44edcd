from __future__ import annotations

import re

from nginxlint.rule import Directive, Edit, Report, Rule, Severity, Token, line_break, on


class HttpResponseSplitting(Rule):
    """A visitor can put a line break into a header that nginx sends.

    `$uri` and `$document_uri` hold the path decoded: `%0d%0a` in the request has become a real line break
    there. Where such a text goes into a redirect, an `add_header`, a `proxy_set_header` or the path of a
    `proxy_pass`, whoever makes the link also writes headers of their own, such as `Set-Cookie`, or a whole
    second request. The same holds for captures of the path that may contain a line break, as `[^/]+` may, and
    for what `map` and `set` make of them. A capture such as `.*` holds no line feed, but it does hold a
    carriage return, which some browsers take for the end of a line: for this the finding is information.

    How to fix: write `$request_uri`, which is the path as it came, without decoding. In a pattern write
    `[^/\\s]+` in the place of `[^/]+`.

    When to ignore: never, if the finding is a warning.
    """

    id = "http-response-splitting"
    severity = Severity.WARNING
    fix = "unsafe"
    references = ("https://cwe.mitre.org/data/definitions/113.html",)

    @on(
        "return $",
        "rewrite $",
        "add_header $",
        "add_trailer $",
        "proxy_set_header $",
        "grpc_set_header $",
        "proxy_pass $",
    )
    def check(self, line: Directive, report: Report) -> None:
        sink = _sink(line)
        if sink is None or "$" not in sink or (line.context or "").startswith("stream"):
            return
        answers = line.name in ("return", "rewrite", "add_header", "add_trailer")
        # rewrite escapes $1 to $9 in a redirect (ngx_http_script_copy_capture_code), but no other variable.
        text = re.sub(r"\$[1-9]", "", sink) if line.name == "rewrite" else str(sink)
        found = line_break(report.configuration, line, text, carriage_return=answers)
        if found is None:
            return
        what = "the answer" if answers else "the request to the backend"
        mark = (
            "a line break" if found.feed else "a carriage return, which some browsers take for a line break,"
        )
        raw = _raw(sink) if line.name == "return" else None
        decoded = "$uri" in sink or "$document_uri" in sink
        report(
            sink,
            f"a visitor can put {mark} into {what} through `{found.variable}`: `GET {found.path}` "
            "adds a header line of their choice",
            help="Capture what is kept, `(.*)`, and write `$1`, which a redirect by `rewrite` encodes again."
            if decoded and line.name == "rewrite"
            else "Write `$request_uri`, which stays encoded."
            if decoded
            else "Exclude line breaks in the pattern (`[^/\\s]+`), or use `$request_uri`.",
            severity=None if found.feed else Severity.INFO,
            fix=None if raw is None else report.fix("write `$request_uri`", raw),
        )


def _sink(line: Directive) -> Token | None:
    """The argument that becomes a header line, ``None`` if none does."""
    args = line.args
    match str(line.name):
        case "return":
            if len(args) == 2:
                return args[1] if args[0] in ("301", "302", "303", "307", "308") else None
            return args[0] if len(args) == 1 and args[0].startswith(_URLS) else None
        case "rewrite":
            redirects = len(args) > 2 and args[2] in ("redirect", "permanent")
            return args[1] if len(args) > 1 and (redirects or args[1].startswith(_URLS)) else None
        case "proxy_pass":
            return args[0] if args else None
    return args[1] if len(args) > 1 else None


_URLS = ("http://", "https://", "$scheme")
_RAW = re.compile(r"\$(?:document_)?uri(?:\$is_args\$args|\?\$(?:args|query_string))?$")


def _raw(sink: Token) -> Edit | None:
    found = _RAW.search(sink)
    return None if found is None else Edit.replace(sink.part(found.start(), found.end()), "$request_uri")
