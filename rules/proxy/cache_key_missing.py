from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, effective, inherits_known, on_configuration


class CacheKeyMissing(Rule):
    """A cache without a key.

    `fastcgi_cache`, `uwsgi_cache` and `scgi_cache` have no key by themselves (only `proxy_cache`
    has): without `fastcgi_cache_key` every request has the same empty key, and everybody gets the
    first page that was kept. nginx warns and starts.

    How to fix: write `fastcgi_cache_key "$scheme$request_method$host$request_uri";`.
    """

    id = "cache-key-missing"
    severity = Severity.WARNING
    references = ("https://nginx.org/en/docs/http/ngx_http_fastcgi_module.html#fastcgi_cache_key",)

    @on_configuration("fastcgi_cache", "uwsgi_cache", "scgi_cache")
    def check(self, configuration: Configuration, report: Report) -> None:
        for cache in configuration.named("fastcgi_cache", "uwsgi_cache", "scgi_cache"):
            block = cache.parent
            if block is None or not cache.args or cache.args[0] == "off" or block.name == "http":
                continue
            if not inherits_known(configuration, block):
                continue
            key = f"{cache.name}_key"
            if not effective(configuration, block, key):
                report(
                    cache,
                    f"`{cache.name}` has no `{key}`: every request gets the first page that "
                    "was kept, whatever it asks for",
                    help=f'Write `{key} "$scheme$request_method$host$request_uri";`.',
                )
