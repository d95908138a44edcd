from __future__ import annotations

from nginxlint.rule import Directive, Report, Rule, Severity, location_of, on


class LocationOutsideParent(Rule):
    """A nested `location` that the one around it can't contain.

    A location inside another one only sees requests that the outer one took. So its path must
    begin with the outer path; nothing can be nested in a location with `=` or in a named one; and
    a named location stands directly in a `server`. nginx refuses anything else. (A regular
    expression may be nested in any prefix.)

    How to fix: move the inner location out, next to the other one, or correct its path.
    """

    id = "location-outside-parent"
    severity = Severity.ERROR
    references = ("https://nginx.org/en/docs/http/ngx_http_core_module.html#location",)

    @on("location")
    def check(self, directive: Directive, report: Report) -> None:
        outer = directive.parent
        if outer is None or outer.name != "location":
            return
        inner, around = location_of(directive), location_of(outer)
        if around is None or inner is None:
            return
        if around.kind == "exact":
            why = f"`location = {around.name}` matches one path only and takes no location inside"
        elif around.kind == "named":
            why = f"the named location `{around.name}` takes no location inside"
        elif inner.kind == "named":
            why = f"the named location `{inner.name}` may only stand directly in a `server`"
        elif inner.kind != "regex" and not inner.name.startswith(around.name):
            why = f"`{inner.name}` does not begin with `{around.name}`, the path of the location around it"
        else:
            return
        report(
            directive,
            f"{why}: nginx refuses to start",
            help="Move this location out of the one around it, or correct its path.",
            related=[(outer, "the location around it")],
        )
