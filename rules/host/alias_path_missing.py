from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, on_configuration


class AliasPathMissing(Rule):
    """The folder or file that `alias` names isn't there.

    nginx starts, and answers 404 to every request to this location.

    How to fix: correct the path, or bring the folder in place. `alias` takes the place of the location's
    own path: with `location /img/ { alias /srv/pictures/; }` the file of `/img/a.png` is
    `/srv/pictures/a.png`.

    Not reported: the part of a path after a variable.
    """

    id = "alias-path-missing"
    severity = Severity.WARNING
    host = True
    references = ("https://nginx.org/en/docs/http/ngx_http_core_module.html#alias",)

    @on_configuration("alias")
    def check(self, configuration: Configuration, report: Report) -> None:
        machine = report.machine
        if machine is None:
            return
        for folder in machine.folders(configuration):
            if folder.line.name != "alias":
                continue
            look = machine.look(folder.path)
            if look.kind == "missing":
                what = f"`{folder.path}` is not there: nginx answers 404 to every request to this location"
            elif look.kind == "file" and folder.is_whole and folder.path.endswith("/"):
                path = folder.path.rstrip("/")
                what = f"`{path}` is a file, and the `/` after it asks for a folder: nginx answers 404"
            else:
                continue
            near = machine.near(look.missing) if look.missing else []
            report.about(folder.line.reading)
            report(
                folder.word,
                what,
                help=f"Did you mean `{near[0] + folder.path[len(look.missing or '') :]}`?"
                if near
                else "Correct the path, or bring the folder in place.",
            )
