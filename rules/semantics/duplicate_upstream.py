from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Report,
    Rule,
    Severity,
    from_template,
    on_configuration,
    seen_from,
    twice_read,
    upstreams_by_name,
)


class DuplicateUpstream(Rule):
    """Two `upstream` blocks have the same name.

    Names of upstreams hold in all of `http` (or `stream`), over all files; upper and lower case
    are the same. nginx refuses to start. Often two site files were made from the same template.

    How to fix: rename one of the two and the `proxy_pass` lines that use it, or join the blocks.
    """

    id = "duplicate-upstream"
    severity = Severity.ERROR
    references = ("https://nginx.org/en/docs/http/ngx_http_upstream_module.html#upstream",)

    @on_configuration("upstream")
    def check(self, configuration: Configuration, report: Report) -> None:
        for first, *more in upstreams_by_name(configuration).values():
            for block in more:
                if from_template(configuration, block, first):
                    continue
                report(
                    block,
                    f"there is an upstream `{first.args[0]}` already ({seen_from(block, first)}): "
                    "nginx refuses to start",
                    help=twice_read(block, first) or "Rename one of the two, or join them.",
                    related=[(first, "the first one")],
                )
