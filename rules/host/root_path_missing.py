from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, on_configuration


class RootPathMissing(Rule):
    """The folder that `root` names isn't there.

    nginx starts, and answers 404 to everything that it would look for in it.

    How to fix: correct the path, or make the folder. What a `root` names is followed by the whole path
    of the request: with `root /srv/www` the file of `/img/a.png` is `/srv/www/img/a.png`.

    Not reported: a `root` that no location uses, since all of them pass requests on or return, and the
    part of a path after a variable.
    """

    id = "root-path-missing"
    severity = Severity.WARNING
    host = True
    references = ("https://nginx.org/en/docs/http/ngx_http_core_module.html#root",)

    @on_configuration("root")
    def check(self, configuration: Configuration, report: Report) -> None:
        machine = report.machine
        if machine is None:
            return
        for folder in machine.folders(configuration):
            if folder.line.name != "root":
                continue
            look = machine.look(folder.path)
            match look.kind:
                case "missing":
                    what = f"the folder `{folder.path}` is not there: nginx answers 404"
                case "file":
                    what = f"`{folder.path}` is a file, not a folder: nginx answers 404"
                case _:
                    continue
            near = machine.near(look.missing) if look.missing else []
            report.about(folder.line.reading)
            report(
                folder.word,
                what,
                help=f"Did you mean `{near[0] + folder.path[len(look.missing or '') :]}`?"
                if near
                else "Correct the path, or make the folder.",
            )
