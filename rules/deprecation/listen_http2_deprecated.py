from __future__ import annotations

from nginxlint.rule import Rule, Severity


class ListenHttp2Deprecated(Rule):
    """`http2` on a `listen` line is the old way to speak HTTP/2.

    Since nginx 1.25.1 HTTP/2 is switched on by a directive of its own, and nginx warns of the
    word on the `listen` line. The word acts on the address, so on all servers that share it; the
    directive acts on its server.

    How to fix: take the word out of the line, and write `http2 on;` in each server that listens
    there.
    """

    id = "listen-http2-deprecated"
    severity = Severity.WARNING
    versions = "1.25.1 and newer"
    references = ("https://nginx.org/en/docs/http/ngx_http_v2_module.html#http2",)
