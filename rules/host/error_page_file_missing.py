from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Server, Severity, http_servers, on_configuration


class ErrorPageFileMissing(Rule):
    """The page that `error_page` names isn't there.

    nginx looks for it like for any other path of the site: in the location that the path leads to, below
    its `root`. Visitors see nginx's own page, with "404 Not Found" added to the error that they met.

    How to fix: put the file where it is looked for, or add
    `location = /50x.html { root /usr/share/nginx/html; internal; }`.

    Not checked: pages that the application makes, paths with variables, and places whose location can't be
    told without running nginx.
    """

    id = "error-page-file-missing"
    severity = Severity.WARNING
    host = True
    references = ("https://nginx.org/en/docs/http/ngx_http_core_module.html#error_page",)

    @on_configuration("error_page")
    def check(self, configuration: Configuration, report: Report) -> None:
        if report.machine is None:
            return
        said: set[tuple[int, str]] = set()
        for server in http_servers(configuration):
            self._check(server, configuration, said, report)

    def _check(
        self,
        server: Server,
        configuration: Configuration,
        said: set[tuple[int, str]],
        report: Report,
    ) -> None:
        machine = report.machine
        assert machine is not None
        lines = [one for one in server.directive.walk() if one.name == "error_page"]
        for line in [*lines, *server.effective("error_page")]:
            if len(line.args) < 2:
                continue
            uri = str(line.args[-1])
            if not uri.startswith("/") or "$" in uri or "?" in uri or uri.endswith("/"):
                continue
            found = machine.file_of(server, uri, configuration)
            if found is None:
                continue
            root, path = found
            look = machine.look(path)
            base = str(root.args[0])
            if look.kind != "missing" or (id(line.name), path) in said:
                continue
            if look.missing is not None and (base + "/").startswith(look.missing + "/"):
                # The folder itself is missing: root-path-missing.
                continue
            said.add((id(line.name), path))
            report.about(line.reading)
            report(
                line.args[-1],
                f"the page `{path}` is not there: visitors see nginx's own, with a 404 added to the error",
                help="Put the file there, or write the path of one that is.",
                related=[(root, "looked for in here")],
            )
