from __future__ import annotations

from nginxlint.rule import Rule, Severity


class CidrHostBitsSet(Rule):
    """An address with a prefix length names more than it seems to.

    In `192.168.1.5/24` the last number has no meaning: nginx takes the whole network
    192.168.1.0/24, 256 addresses, and warns of "low address bits". Either the one address was
    meant, or the network.

    How to fix: write `192.168.1.5` for the one address, or `192.168.1.0/24` for the network (the
    fix does the latter, which is what nginx does now).
    """

    id = "cidr-host-bits-set"
    severity = Severity.WARNING
    fix = "safe"
    references = ("https://nginx.org/en/docs/http/ngx_http_access_module.html#allow",)
