from __future__ import annotations

from nginxlint.rule import Rule, Severity


class ZoneTooSmall(Rule):
    """A shared memory zone is smaller than nginx accepts.

    Zones for limits, upstreams and TLS sessions need at least eight memory pages (32k where a
    page has 4k), those for cache keys two. nginx refuses to start with a smaller one, or with one
    whose size is given nowhere.

    How to fix: give the zone a size such as `1m`, which holds about 16,000 addresses.
    """

    id = "zone-too-small"
    severity = Severity.ERROR
    references = ("https://nginx.org/en/docs/http/ngx_http_limit_req_module.html#limit_req_zone",)
