from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, on_configuration, unexpanded_paths

_WHAT = {
    "home": "only a shell makes a home folder of `{}`",
    "command": "only a shell runs `{}`",
    "variable": "`{}` is not replaced in `{}`",
    "placeholder": "`{}` looks like a placeholder that was not filled in",
}


class UnexpandedPath(Rule):
    """A path holds something that nginx does not expand.

    nginx reads paths as they stand. `~` is no home folder, `$(...)` runs nothing, variables of the
    environment do not exist. Its own variables are replaced in `root`, `alias`, `access_log`,
    `auth_basic_user_file` and certificates, and nowhere else: `error_log /var/log/$host.log` writes one file
    that is called `$host.log`. Such a path leads to a file that does not exist, or makes one where nobody
    looks for it.

    How to fix: write the whole path. What differs between machines belongs into a template that is filled in
    before nginx starts.

    It is information where a template's placeholder is likely, such as `__NAME__` or `%(name)s`, or `$NAME`
    in a file that is a sample by its name. In a file that is a template by its name, such as
    `site.conf.dist`, no placeholder is reported.

    When to ignore: if the file or folder really has that name.
    """

    id = "unexpanded-path"
    severity = Severity.WARNING
    references = ("https://nginx.org/en/docs/syntax.html",)

    @on_configuration()
    def check(self, configuration: Configuration, report: Report) -> None:
        placeholders: set[int] = set()
        for line, found in unexpanded_paths(configuration):
            if found.kind == "placeholder":
                if id(line.source) in placeholders:
                    continue
                placeholders.add(id(line.source))
            what = _WHAT[found.kind].format(found.piece, line.name)
            report.about(line.reading)
            report(
                found.piece,
                f"{what}: nginx takes `{line.args[0]}` as it stands",
                help="Write the whole path.",
                severity=Severity.INFO if found.kind == "placeholder" else None,
            )
