from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Report,
    Rule,
    Severity,
    on_configuration,
    seen_from,
    twice_read,
    zone_clashes,
)

_NAMES = (
    "limit_req_zone",
    "limit_conn_zone",
    "proxy_cache_path",
    "fastcgi_cache_path",
    "uwsgi_cache_path",
    "scgi_cache_path",
    "ssl_session_cache",
    "ssl_ocsp_cache",
    "zone",
    "sticky",
)


class DuplicateZone(Rule):
    """A shared memory zone is declared twice, or with two sizes, or for two uses.

    Zones have one space of names over all files, for limits, caches, upstreams and TLS sessions
    together. nginx refuses to start if one name is declared again by `limit_req_zone`,
    `limit_conn_zone` or a cache path, if two sizes are given for it, or if it is used for
    different things. (The same `ssl_session_cache shared:SSL:10m` in several servers is fine.)

    How to fix: give each zone a name of its own, or keep one of the declarations.
    """

    id = "duplicate-zone"
    severity = Severity.ERROR
    references = ("https://nginx.org/en/docs/http/ngx_http_limit_req_module.html#limit_req_zone",)

    @on_configuration(*_NAMES)
    def check(self, configuration: Configuration, report: Report) -> None:
        for kind, zone, first in zone_clashes(configuration):
            where = seen_from(zone.directive, first.directive)
            if kind == "use":
                message = f"the zone `{zone.name}` belongs to `{first.directive.name}` ({where})"
                advice = "Choose another name for one of the two."
            elif kind == "twice":
                message = f"the zone `{zone.name}` is declared already ({where})"
                advice = "Choose another name, or take one of the two lines out."
            else:
                message = f"the zone `{zone.name}` has another size already ({where})"
                advice = "Write the same size in both places."
            report.about(zone.directive.reading)
            report(
                zone.word,
                f"{message}: nginx refuses to start",
                help=twice_read(zone.directive, first.directive) or advice,
                related=[(first.word, "the first one")],
            )
