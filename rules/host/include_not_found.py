from __future__ import annotations

from nginxlint.rule import Configuration, Directive, Report, Rule, Severity, Token, on_configuration

_PACKAGES = {
    "proxy_params": "Debian's package nginx-common",
    "snippets/fastcgi-php.conf": "Debian's package nginx-common",
    "snippets/snakeoil.conf": "Debian's package nginx-common",
    "options-ssl-nginx.conf": "certbot's nginx plugin, the first time that it sets up a certificate",
    "ssl-dhparams.pem": "certbot's nginx plugin, the first time that it sets up a certificate",
    "mime.types": "every package of nginx",
    "fastcgi_params": "every package of nginx",
    "fastcgi.conf": "every package of nginx",
    "uwsgi_params": "every package of nginx",
    "scgi_params": "every package of nginx",
}


class IncludeNotFound(Rule):
    """An `include` names a file that isn't there or can't be read.

    nginx refuses to start. A relative path starts from the folder of nginx.conf, not from that of the
    file in which the `include` stands: `include proxy_params;` in `sites-enabled/app` means
    `/etc/nginx/proxy_params`.

    Relative paths are checked wherever the nginx.conf is known; absolute ones belong to the machine and
    are checked where nginxlint looks at it. Well-known files that a package brings are not missed
    in a checkout. A pattern such as `conf.d/*.conf` that matches nothing is no mistake for nginx.

    How to fix: correct the path, or bring the file in place.
    """

    id = "include-not-found"
    severity = Severity.ERROR
    references = ("https://nginx.org/en/docs/ngx_core_module.html#include",)

    @on_configuration("include")
    def check(self, configuration: Configuration, report: Report) -> None:
        for include, path, reason in configuration.unread:
            if reason in ("empty", "no-prefix", "outside"):
                continue
            if report.machine is not None and reason in ("missing", "loop") and _is_pattern(include):
                # A pattern matches what is there: this is a link that leads nowhere, see broken-symlink.
                continue
            relative = not include.args[0].startswith("/")
            package = _package(path)
            if report.machine is None and (not relative or package):
                continue
            report.about(include.reading)
            if reason == "missing":
                what = f"`{path}` is not there: nginx refuses to start"
            elif reason == "denied":
                self._denied(include.args[0], path, report)
                continue
            elif reason == "folder":
                what = f"`{path}` is a folder: nginx can't read it and refuses to start"
            else:
                what = f"`{path}` can't be read as a file: nginx refuses to start"
            report(include.args[0], what, help=_help(configuration, str(include.args[0]), path, package))

    def _denied(self, arg: Token, path: str, report: Report) -> None:
        report(
            arg,
            f"`{path}` can't be read by you, so nothing in it was checked",
            help="nginx reads it as root and may start all the same; run nginxlint as a user who may, too.",
            severity=Severity.INFO,
        )


def _is_pattern(include: Directive) -> bool:
    return any(char in include.args[0] for char in "*?[")


def _package(path: str) -> str | None:
    return next((brought for name, brought in _PACKAGES.items() if path.endswith("/" + name)), None)


def _help(configuration: Configuration, written: str, path: str, package: str | None) -> str:
    beside = configuration.beside(path)
    if beside is not None:
        return f"Did you mean `{beside}`?"
    if package is not None:
        return f"The file comes with {package}. Install it, or take the `include` out."
    if written.startswith("/"):
        return "Correct the path, or bring the file in place."
    return (
        f"A relative path starts from the folder of nginx.conf, `{configuration.place.prefix}`. "
        "Correct it, or bring the file in place."
    )
