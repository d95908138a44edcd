from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, all_passed_on, on_configuration


class ProxyEverything(Rule):
    """Every request is passed on, though the server has a `root` with files.

    `location /` hands images, scripts and style sheets to the application as well, which is slower at it than
    nginx by far. That the server names a `root` shows that nginx could send them itself.

    How to fix: let nginx look for a file first: `location / { try_files $uri @app; }` and pass requests on in
    `location @app`. Or give the files a location of their own.

    When to ignore: if the application sends its files itself on purpose.
    """

    id = "proxy-everything"
    severity = Severity.INFO
    default = False
    references = ("https://nginx.org/en/docs/http/ngx_http_core_module.html#try_files",)

    @on_configuration("proxy_pass", "uwsgi_pass", "scgi_pass")
    def check(self, configuration: Configuration, report: Report) -> None:
        for passing, root in all_passed_on(configuration):
            report(
                passing,
                f"`{passing.name}` gets every request, also those for the files in `{root.args[0]}`",
                help="Write `location / { try_files $uri @app; }` and pass requests on in `location @app`.",
                related=[(root, "nginx could send these files itself")],
            )
