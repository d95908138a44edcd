from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, offers_limit, on_configuration, unused_zones

_CACHES = ("proxy", "fastcgi", "uwsgi", "scgi")


class UnusedZone(Rule):
    """A limit or a cache is set up and nothing uses it.

    `limit_req_zone`, `limit_conn_zone` and `proxy_cache_path` (and its like) only reserve memory. Requests
    are limited where `limit_req` or `limit_conn` names the zone, and answers are cached where `proxy_cache`
    names it; without such a line the protection that seems to be there is not.

    How to fix: name the zone where it is to hold, as in `limit_req zone=login burst=5;`, or take its
    declaration out.

    It is information for caches, and for limits in a file without servers, which may wait for sites to come.

    Not reported: if parts of the configuration were not read, or if in a checkout another form of one of its
    files (`default.conf.prod`, `site.disabled`) names the zone.

    When to ignore: if a file that is not here uses it.
    """

    id = "unused-zone"
    severity = Severity.WARNING
    references = (
        "https://nginx.org/en/docs/http/ngx_http_limit_req_module.html#limit_req",
        "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_cache",
    )

    @on_configuration("limit_req_zone", "limit_conn_zone", *(f"{family}_cache_path" for family in _CACHES))
    def check(self, configuration: Configuration, report: Report) -> None:
        for zone in unused_zones(configuration):
            owner = zone.owner.rpartition(" ")[2]
            what, line = {
                "limit_req": ("no request is limited by", f"limit_req zone={zone.name};"),
                "limit_conn": ("no connection is limited by", f"limit_conn {zone.name} 10;"),
            }.get(owner, ("nothing is cached in", f"{owner} {zone.name};"))
            report.about(zone.directive.reading)
            report(
                zone.word,
                f"{what} `{zone.name}`: nothing uses this zone",
                help=f"Write `{line}` where it is to hold, or take the zone out.",
                severity=None if offers_limit(configuration, zone) else Severity.INFO,
            )
