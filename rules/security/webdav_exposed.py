from __future__ import annotations

from nginxlint.rule import Directive, Report, Rule, Severity, is_complete, is_restricted, on


class WebdavExposed(Rule):
    """`dav_methods` lets everybody write or delete files.

    WebDAV itself asks for no password. Whoever finds the location can upload a page of their own or delete
    what is there.

    How to fix: `auth_basic` with a file of users, `allow` and `deny all`, or `limit_except GET { deny all;
    }`.

    When to ignore: if a firewall lets only trusted machines reach this port.
    """

    id = "webdav-exposed"
    severity = Severity.WARNING
    references = ("https://nginx.org/en/docs/http/ngx_http_dav_module.html",)

    @on("dav_methods")
    def check(self, line: Directive, report: Report) -> None:
        block = line.parent
        if block is None or line.args[:1] == ["off"] or block.name not in ("location", "server"):
            return
        around = (block, *block.ancestors())
        if not all(is_complete(report.configuration, one) for one in around):
            return
        if block.first("limit_except") is not None or is_restricted(report.configuration, block):
            return
        if block.name == "server" and any(
            inner.name in ("deny", "auth_basic", "auth_request") for inner in block.walk()
        ):
            return
        report(
            line,
            f"everybody may change files here: `{' '.join(line.args)}` needs no password",
            help="Add `auth_basic` with `auth_basic_user_file`, or `allow` lines and `deny all;`.",
        )
