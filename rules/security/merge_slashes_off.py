from __future__ import annotations

from nginxlint.rule import Configuration, Directive, Report, Rule, Severity, is_restricted, location_of, on


class MergeSlashesOff(Rule):
    """`merge_slashes off`: `//admin` gets by the location that protects `/admin`.

    Two slashes are then no longer made one before nginx looks for a location. Programs behind nginx and the
    file system often take `//admin` for `/admin` all the same. It is only reported where a protected location
    can be got by.

    How to fix: take the line out, or protect the whole server and open what everybody may see.

    When to ignore: if paths hold data in which two slashes mean something, and the backend checks access
    itself.
    """

    id = "merge-slashes-off"
    severity = Severity.WARNING
    references = ("https://nginx.org/en/docs/http/ngx_http_core_module.html#merge_slashes",)

    @on("merge_slashes")
    def check(self, line: Directive, report: Report) -> None:
        if line.args[:1] != ["off"]:
            return
        guarded = _guarded(report.configuration, line.parent)
        if guarded is not None:
            path = guarded.args[-1]
            report(
                line,
                f"`GET /{path}` gets by `location {' '.join(guarded.args)}`, which restricts access",
                help="Take `merge_slashes off` out.",
                related=[(guarded, "is got by with a second slash")],
            )


def _guarded(configuration: Configuration, around: Directive | None) -> Directive | None:
    """A location with a path that restricts access, in a server in which other requests are answered."""
    for location in configuration.named("location"):
        server = location.parent
        if (
            server is None
            or server.name != "server"
            or (around is not server and around is not server.parent)
        ):
            continue
        meaning = location_of(location)
        if meaning is None or meaning.kind not in ("prefix", "exact") or meaning.name in ("/", ""):
            continue
        has_own = any(location.first(name) for name in ("deny", "auth_basic", "auth_request"))
        if has_own and is_restricted(configuration, location) and not is_restricted(configuration, server):
            return location
    return None
