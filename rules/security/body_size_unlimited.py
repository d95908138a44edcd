from __future__ import annotations

from nginxlint.rule import Directive, Report, Rule, Severity, on


class BodySizeUnlimited(Rule):
    """`client_max_body_size 0`: a visitor may send a body of any size.

    nginx writes large bodies to disk before it passes them on. One visitor can fill the disk, and all sites
    of the machine fail then. Only a line in `http` is reported, since it holds for every site.

    How to fix: name the size that is needed, such as `10m`, and a larger one in the location that takes
    uploads.

    When to ignore: for a server whose business is uploads, on a disk of its own.
    """

    id = "body-size-unlimited"
    severity = Severity.WARNING
    references = ("https://nginx.org/en/docs/http/ngx_http_core_module.html#client_max_body_size",)

    @on("client_max_body_size")
    def check(self, line: Directive, report: Report) -> None:
        if not line.args or line.args[0].rstrip("kKmMgG") != "0" or line.context != "http":
            return
        report(
            line,
            "a body may be of any size in every site: one visitor can fill the disk",
            help="Name the size that is needed (`10m`), and a larger one only where uploads are taken.",
        )
