from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, on_configuration, relative_paths

_FROM = {
    "prefix": "nginx's prefix, which each package chooses for itself (`/usr/share/nginx`, `/etc/nginx`)",
    "conf": "the folder of nginx.conf, not that of the file it stands in",
}


class RelativePath(Rule):
    """A relative path of a file: where it starts differs from machine to machine.

    `root`, `alias`, logs, caches and the pid file start from nginx's prefix, which is `/usr/share/nginx` with
    one package, `/etc/nginx` with another and `/usr/local/nginx` with a third, or what `-p` says.
    Certificates and password files start from the folder of nginx.conf, wherever the file lies that names
    them.

    How to fix: write the whole path.

    Not reported: `include` and `load_module`, where relative paths are the custom. The first place of each
    kind is reported for all.

    When to ignore: if the folder with nginx.conf is moved as a whole and nginx is started with `-p`.
    """

    id = "relative-path"
    severity = Severity.INFO
    default = False
    references = ("https://nginx.org/en/docs/switches.html",)

    @on_configuration()
    def check(self, configuration: Configuration, report: Report) -> None:
        for found in relative_paths(configuration):
            first, *more = found.lines
            report.about(first.reading)
            report(
                first.args[0],
                f"`{first.args[0]}` starts from {_FROM[found.base]}",
                help="Write the whole path" + (f", here and in {len(more)} more." if more else "."),
                related=[(line.args[0], "starts there too") for line in more[:3]],
            )
