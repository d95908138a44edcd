from __future__ import annotations

from nginxlint.rule import Rule, Severity


class PassSchemeUnexpected(Rule):
    """An address with a scheme where none belongs.

    `fastcgi_pass`, `scgi_pass`, `memcached_pass`, `server` in an upstream, and `proxy_pass` in
    stream take a bare address or `unix:/path`. With `http://` in front nginx looks for a host of
    that name and refuses to start.

    How to fix: leave the scheme out: `fastcgi_pass 127.0.0.1:9000;`.
    """

    id = "pass-scheme-unexpected"
    severity = Severity.ERROR
    fix = "safe"
    references = ("https://nginx.org/en/docs/http/ngx_http_fastcgi_module.html#fastcgi_pass",)
