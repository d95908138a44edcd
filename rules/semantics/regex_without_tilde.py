from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Directive,
    Edit,
    Location,
    Report,
    Rule,
    Severity,
    example_path,
    from_template,
    misled_as_regex,
    on_configuration,
    regex_sign,
    unusual_locations,
)


class RegexWithoutTilde(Rule):
    """A location's path is written like a regular expression, and nothing says that it is one.

    Only `~` and `~*` make a regular expression. Without them, and with `=` or `^~` too, nginx compares the
    text character by character: `location ^/books/([0-9]+)$` waits for a request that has `^`, brackets and a
    dollar sign in its path. No real request does, so the block is never used. The same holds for `*` as in
    file names: `location /images/*.png` takes the asterisk literally.

    How to fix: write `location ~ ^/books/([0-9]+)$`. Regular expressions win over prefixes, in the order they
    are written in. If other locations serve these requests as they should, take the block out: this is
    what is advised where its `root` or `alias` would find nothing as a regular expression.

    When to ignore: if such characters really occur in your paths.
    """

    id = "regex-without-tilde"
    severity = Severity.WARNING
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/http/ngx_http_core_module.html#location",)

    @on_configuration("location")
    def check(self, configuration: Configuration, report: Report) -> None:
        for directive, location in unusual_locations(configuration):
            sign = regex_sign(location)
            if sign is None or from_template(configuration, directive):
                continue
            path = example_path(_pattern(location))
            misled = misled_as_regex(directive, location)
            report(
                directive,
                f"`{sign}` is plain text here, since only `~` makes a regular expression: "
                + (f"`{path}` is not taken by this location" if path else "no usual request fits it"),
                help=_advice(directive, location, misled),
                related=[] if misled is None else [(misled, "would look for other files")],
                fix=report.fix("make it a regular expression", _mend(directive))
                if sign != "*" and misled is None
                else None,
            )


def _advice(directive: Directive, location: Location, misled: Directive | None) -> str:
    if misled is None:
        return f"Write `location ~ {_pattern(location)}`."
    around = directive.parent
    if misled.name == "root" and around is not None and around.first("alias") is not None:
        return f"Take the block out: `location {' '.join(around.args)}` serves these files without it."
    return (
        f"Take the block out, or write `location ~ {_pattern(location)}` and another `{misled.name}`, since "
        "this one would not find the files then."
    )


def _pattern(location: Location) -> str:
    """The path as the regular expression that is meant."""
    if regex_sign(location) != "*":
        return location.name
    return "^" + location.name.replace(".", "\\.").replace("*", ".*")


def _mend(directive: Directive) -> Edit:
    first = directive.args[0]
    if len(directive.args) > 1:
        return Edit.replace(first.span, "~")
    glued = len("^~") if first.startswith("^~") else first.startswith("=")
    return Edit.replace(first.part(0, glued), "~ ") if glued else Edit.insert(first.source, first.start, "~ ")
