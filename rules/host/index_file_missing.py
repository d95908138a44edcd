from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.rule import Configuration, Report, Rule, Severity, on_configuration

if TYPE_CHECKING:
    from nginxlint.rule import BareFolder


class IndexFileMissing(Rule):
    """The folder of a site holds none of the files that `index` names.

    nginx answers the site's front page with 403 and logs "directory index of "/srv/www/" is forbidden".
    Usually the page has another name (`index.php` where `index` says `index.html`), or lies in a folder
    below, such as `public` or `dist`.

    How to fix: name the file in `index`, correct `root`, or put the page there. If an application answers,
    pass requests on to it.

    When to ignore: if the server has files but no front page, such as one for images; then it is only
    information. Not reported: where `autoindex`, another `try_files` than `$uri $uri/ ...`, an `if`, a
    `rewrite` or an `error_page 403` may answer, and other folders than that of `/`.
    """

    id = "index-file-missing"
    severity = Severity.WARNING
    host = True
    references = ("https://nginx.org/en/docs/http/ngx_http_index_module.html#index",)

    @on_configuration("server")
    def check(self, configuration: Configuration, report: Report) -> None:
        if report.machine is None:
            return
        for bare in report.machine.bare_folders(configuration):
            report.about(bare.line.reading)
            names = " or ".join(f"`{name}`" for name in bare.wanted)
            report(
                bare.line.args[0],
                f"`{bare.folder}` "
                + ("is empty" if bare.is_empty else f"holds no {names}")
                + ": nginx answers the front page of the site with 403",
                help=_advice(bare),
                severity=None if bare.present or bare.below or bare.is_empty else Severity.INFO,
            )


def _advice(bare: BareFolder) -> str:
    if bare.below is not None:
        return f"Did you mean `{bare.line.name} {bare.folder}/{bare.below};`?"
    if bare.present is not None:
        return f"`{bare.present}` is there: write `index {bare.present};`, if it is the front page."
    return "Put the page there, or correct the path."
