from __future__ import annotations

from urllib.parse import unquote

from nginxlint.rule import (
    Configuration,
    Directive,
    Edit,
    Fix,
    Report,
    Rule,
    Severity,
    impossible_locations as impossible,
    on_configuration,
)


class LocationNeverMatches(Rule):
    """A `location` has a path that no request can have.

    nginx compares with the path of the request after it has been cleaned: it begins with a slash, `%20` has
    become a space, `?` and what follows is taken off, `//` has become `/`, and `.` and `..` are gone. A
    location that needs something else is never used. So it is with `location images/`, with `location =
    /search?q=1`, and with a regular expression such as `^images/`.

    How to fix: write the path as it is after that: with a slash before, decoded, without arguments. For
    arguments test `$arg_name` in an `if` or a `map`.

    When to ignore: if a `rewrite` of a part that nginxlint can't see makes such paths.
    """

    id = "location-never-matches"
    severity = Severity.WARNING
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/http/ngx_http_core_module.html#location",)

    @on_configuration("location")
    def check(self, configuration: Configuration, report: Report) -> None:
        for location, why, part in impossible(configuration):
            word = location.args[-1]
            report(
                location,
                _SAID[why].format(part=part, name=word) + ": no request fits this location",
                help=_advice(why, str(word)),
                fix=_mended(location, why, report),
            )


_SAID = {
    "slash": "every path begins with a slash, and `{part}` doesn't",
    "query": "a location is compared with the path alone, and `{part}` begins the arguments",
    "fragment": "a browser never sends what follows `{part}`",
    "encoded": "a location is compared with the decoded path, which has no `{part}`",
    "double": "nginx makes `/` of `{part}` before it looks for a location",
    "dots": "nginx takes `{part}` out of a path before it looks for a location",
    "pattern": "no path matches `{part}`, since each begins with a slash and is cleaned before",
    "outer": "no path that begins with `{part}` matches this",
}


def _advice(why: str, name: str) -> str:
    match why:
        case "slash":
            return f"Write `/{name}`."
        case "encoded":
            return f'Write `"{unquote(name)}"`.'
        case "double":
            return "Write one slash."
        case "query":
            return "Write the path alone, and test the arguments (`$arg_name`) inside."
        case "outer":
            return "Move this location out of the one around it, or correct it."
        case "pattern":
            return "Begin the regular expression with `^/`."
    return "Take that part out."


def _mended(location: Directive, why: str, report: Report) -> Fix | None:
    word = location.args[-1]
    if len(location.args) == 1 and word.startswith(("=", "^~", "~")):
        return None
    if why == "slash":
        return report.fix("add the slash", Edit.insert(word.source, word.start + len(word.quote), "/"))
    if why == "encoded" and unquote(word).isprintable() and not set(unquote(word)) & set('"\\$\ufffd'):
        return report.fix("decode it", Edit.replace(word.span, f'"{unquote(word)}"'))
    return None
