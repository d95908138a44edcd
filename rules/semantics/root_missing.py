from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Report,
    Rule,
    Severity,
    example_path,
    location_of,
    on_configuration,
    rootless_servers,
)


class RootMissing(Rule):
    """A location answers with files, and no `root` says where they are.

    nginx then looks into the folder `html` of its own installation (`/usr/share/nginx/html`,
    `/etc/nginx/html` or `/usr/local/nginx/html`, as the package has it). Requests get 404, or the page
    "Welcome to nginx". Often the only `root` stands inside `location /`, which the other locations don't
    inherit from.

    How to fix: write `root` once in the `server`, outside of all locations.

    When to ignore: if that folder is meant; then better name it.
    """

    id = "root-missing"
    severity = Severity.WARNING
    references = ("https://nginx.org/en/docs/http/ngx_http_core_module.html#root",)

    @on_configuration("location")
    def check(self, configuration: Configuration, report: Report) -> None:
        for server in rootless_servers(configuration):
            if not server.is_known:
                continue
            first, *others = server.blocks
            location = location_of(first)
            name = "/" if location is None else location.name
            path = example_path(name) or "/" if location is not None and location.kind == "regex" else name
            path += "index.html" if path.endswith("/") else ""
            report(
                first,
                f"no `root` holds here: `{path}` is looked for in `html{path}` of nginx's own folder",
                help=f"Move `root {server.roots[0].args[0]};` out into the `server`."
                if server.roots
                else "Write `root` in the `server`.",
                related=[
                    *((one, "nor here") for one in others),
                    *((root, "holds in its location only") for root in server.roots),
                ],
            )
