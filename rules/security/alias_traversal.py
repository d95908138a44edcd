from __future__ import annotations

from posixpath import normpath

from nginxlint.rule import (
    Directive,
    Edit,
    Location,
    Report,
    Rule,
    Severity,
    alias_escape,
    is_internal,
    location_of,
    on,
)


class AliasTraversal(Rule):
    """An `alias` lets requests out of the folder that it names.

    nginx cuts the location's path off the request and puts the alias in its place. With `location /files {
    alias /srv/files/; }` a request for `/files../secret` becomes `/srv/files/../secret`, one folder up. If
    neither ends in a slash, `/files-old` becomes `/srv/files-old`, a neighbour that was not meant: for this
    the finding is information.

    How to fix: end both the location and the alias with a slash. In a regular expression put the slash before
    the capture: `location ~ ^/files/(.*)$ { alias /srv/files/$1; }`.

    When to ignore: never, if the finding is a warning. Locations with `internal` are not reported.
    """

    id = "alias-traversal"
    severity = Severity.WARNING
    fix = "unsafe"
    references = (
        "https://cwe.mitre.org/data/definitions/22.html",
        "https://nginx.org/en/docs/http/ngx_http_core_module.html#alias",
    )

    @on("alias")
    def check(self, alias: Directive, report: Report) -> None:
        location = alias.within("location")
        meaning = None if location is None else location_of(location)
        if (
            location is None
            or meaning is None
            or not alias.args
            or not alias.args[0]
            or is_internal(location)
        ):
            return
        if meaning.kind == "prefix":
            _prefix(alias, location, meaning, report)
        elif meaning.kind == "regex":
            _regex(alias, location, meaning, report)


def _prefix(alias: Directive, location: Directive, meaning: Location, report: Report) -> None:
    path, name = str(alias.args[0]), meaning.name
    if name.endswith("/") or path.rpartition("/")[2].startswith("$"):
        return
    token = location.args[-1]
    if path.endswith("/"):
        report(
            token,
            f"`GET {name}../x` reads `{normpath(path + '..').rstrip('/')}/x`, outside of `{path}`: "
            "the location does not end in a slash, the alias does",
            help=f"Write `location {name}/`, and beside it `location = {name} {{ return 301 {name}/; }}`, "
            f"since `{name}` alone goes elsewhere then.",
            related=[(alias, "one folder above this is served")],
            fix=report.fix(
                "end the location with a slash", Edit.insert(token.source, token.end - len(token.quote), "/")
            ),
        )
    elif "." not in name.rpartition("/")[2] and not path.startswith(_PACKAGED):
        report(
            token,
            f"`GET {name}-x` reads `{path}-x`, beside `{path}`: neither the location nor the "
            "alias ends in a slash",
            help=f"End both with a slash, and add `location = {name} {{ return 301 {name}/; }}`, since "
            f"`{name}` alone goes elsewhere then.",
            related=[(alias, "whatever begins like this is served")],
            severity=Severity.INFO,
        )


_PACKAGED = ("/usr/share/", "/usr/lib/", "/usr/local/share/")
"""Folders that packages fill: what lies beside a folder in them is no secret."""


def _regex(alias: Directive, location: Directive, meaning: Location, report: Report) -> None:
    found = alias_escape(meaning.name, meaning.modifier == "~*", str(alias.args[0]))
    if found is None:
        return
    report(
        alias.args[0],
        f"`GET {found.path}` reads `{found.file}`, "
        + ("outside of the folder that is meant" if found.climbs else "beside what is meant")
        + ": no slash keeps the two parts apart",
        help="Let the capture not begin with a dot: `([^/.][^/]*)`."
        if found.climbs and str(alias.args[0]).partition("$")[0].endswith("/")
        else "Put a slash before the capture, in the location and in the alias: "
        "`location ~ ^/files/(.*)$ { alias /srv/files/$1; }`.",
        related=[(location.args[-1], "the capture begins here")],
        severity=None if found.climbs else Severity.INFO,
    )
