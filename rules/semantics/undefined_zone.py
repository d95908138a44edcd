from __future__ import annotations

from functools import partial

from nginxlint.rule import (
    Configuration,
    Guesses,
    Report,
    Rule,
    Severity,
    all_known,
    on_configuration,
    undeclared_zones,
    zones_by_name,
)

_DECLARED_BY = {
    "limit_req": "limit_req_zone $binary_remote_addr zone={}:10m rate=10r/s;",
    "limit_conn": "limit_conn_zone $binary_remote_addr zone={}:10m;",
    "proxy_cache": "proxy_cache_path /var/cache/nginx/{0} keys_zone={0}:10m;",
    "fastcgi_cache": "fastcgi_cache_path /var/cache/nginx/{0} keys_zone={0}:10m;",
    "uwsgi_cache": "uwsgi_cache_path /var/cache/nginx/{0} keys_zone={0}:10m;",
    "scgi_cache": "scgi_cache_path /var/cache/nginx/{0} keys_zone={0}:10m;",
}


class UndefinedZone(Rule):
    """A limit or a cache names a zone that nothing declares.

    `limit_req`, `limit_conn` and `proxy_cache` (and its like) use a zone of shared memory that
    another directive must declare with a size. nginx refuses to start, with "zero size shared
    memory zone" or "zone is unknown" and without a line.

    How to fix: correct the name, or declare the zone in `http`.

    Not reported: if parts of the configuration could not be read.
    """

    id = "undefined-zone"
    severity = Severity.ERROR
    references = ("https://nginx.org/en/docs/http/ngx_http_limit_req_module.html#limit_req",)

    @on_configuration("limit_req", "limit_conn", *(name for name in _DECLARED_BY), "zone")
    def check(self, configuration: Configuration, report: Report) -> None:
        if not all_known(configuration):
            return
        guesses: dict[str, Guesses] = {}
        for zone in undeclared_zones(configuration):
            owner = zone.owner.partition(" ")[2]
            if zone.owner not in guesses:
                guesses[zone.owner] = Guesses(partial(_declared, configuration, zone.owner))
            near = guesses[zone.owner].nearest(zone.name)
            if near is not None:
                advice = f"Did you mean `{near}`?"
            elif owner in _DECLARED_BY:
                advice = f"Declare it in `http`: `{_DECLARED_BY[owner].format(zone.name)}`"
            else:
                advice = f"Give it a size: `zone {zone.name} 64k;`."
            report.about(zone.directive.reading)
            report(
                zone.word,
                f"nothing declares the zone `{zone.name}`: nginx refuses to start",
                help=advice,
            )


def _declared(configuration: Configuration, owner: str) -> list[str]:
    """The zones that are declared for the same use."""
    return [
        name
        for name, zones in zones_by_name(configuration).items()
        if any(one.owner == owner and one.size for one in zones)
    ]
