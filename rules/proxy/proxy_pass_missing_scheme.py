from __future__ import annotations

from nginxlint.rule import Rule, Severity


class ProxyPassMissingScheme(Rule):
    """`proxy_pass` without `http://` or `https://`.

    In http, `proxy_pass` needs the scheme in front of the address; without it nginx says "invalid
    URL prefix" and refuses to start. `grpc_pass` takes `grpc://` and `grpcs://`, or a bare
    address. (In stream there is no scheme.)

    How to fix: write `proxy_pass http://127.0.0.1:8000;`.
    """

    id = "proxy-pass-missing-scheme"
    severity = Severity.ERROR
    fix = "safe"
    references = ("https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass",)
