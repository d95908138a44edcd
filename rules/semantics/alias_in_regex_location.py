from __future__ import annotations

from nginxlint.rule import Directive, Report, Rule, Severity, alias_for_all, on


class AliasInRegexLocation(Rule):
    """An `alias` beside a regular expression uses nothing of the request.

    With a prefix nginx puts what follows it behind the `alias`. With a regular expression it adds nothing:
    the `alias` is the whole path. `location ~ ^/img/(.+)$ { alias /srv/images/; }` looks for `/srv/images/`
    itself, whatever picture was asked for.

    How to fix: put the capture there, `alias /srv/images/$1;`, or use `location /img/`.

    When to ignore: if one answer for all these requests is meant. An `alias` that names a file is not
    reported.
    """

    id = "alias-in-regex-location"
    severity = Severity.WARNING
    references = ("https://nginx.org/en/docs/http/ngx_http_core_module.html#alias",)

    @on("alias")
    def check(self, alias: Directive, report: Report) -> None:
        found = alias_for_all(alias)
        if found is None or alias.parent is None:
            return
        pattern = alias.parent.args[-1]
        folder = found.file.rstrip("/")
        report(
            alias.args[0],
            f"`{found.path}` is looked for as `{found.file}`, like every other request that fits",
            help=f"Write `alias {folder}/$1;`."
            if "(" in pattern
            else f"Put parentheses around what is wanted in `{pattern}`, and write `alias {folder}/$1;`.",
            related=[(pattern, "nothing is cut off and nothing is added with a regular expression")],
        )
