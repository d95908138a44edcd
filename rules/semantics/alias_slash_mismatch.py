from __future__ import annotations

from nginxlint.rule import Directive, Edit, Report, Rule, Severity, glued_alias, on


class AliasSlashMismatch(Rule):
    """A location ends in a slash and its `alias` does not, so that names run together.

    nginx cuts the location's path off the request and puts what is left right behind the `alias`. With
    `location /img/ { alias /srv/images; }` the file of `/img/a.png` is `/srv/imagesa.png`: every request gets
    404.

    How to fix: end the `alias` with a slash too, `alias /srv/images/;`. If the folder is called as the path
    is, `root /srv;` is simpler.

    When to ignore: if the names are meant to begin like this, as `/srv/archive-2024` would for `alias
    /srv/archive-;`. An `alias` that names one file is not reported.
    """

    id = "alias-slash-mismatch"
    severity = Severity.WARNING
    fix = "safe"
    references = ("https://nginx.org/en/docs/http/ngx_http_core_module.html#alias",)

    @on("alias")
    def check(self, alias: Directive, report: Report) -> None:
        found = glued_alias(alias)
        if found is None or alias.parent is None:
            return
        folder = alias.args[0]
        report(
            folder,
            f"`{found.path}` is looked for as `{found.file}`: "
            "the location ends in a slash, the alias does not",
            help=f"Write `alias {folder}/;`.",
            related=[(alias.parent.args[-1], "this is cut off, slash included")],
            fix=report.fix(
                "end the alias with a slash",
                Edit.insert(folder.source, folder.end - len(folder.quote), "/"),
                safe=True,
            ),
        )
