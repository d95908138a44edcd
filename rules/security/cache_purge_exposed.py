from __future__ import annotations

from nginxlint.rule import Configuration, Directive, Report, Rule, Severity, is_complete, is_restricted, on


class CachePurgeExposed(Rule):
    """Everybody may empty the cache.

    A request with the method `PURGE` takes pages out of the cache. Whoever sends many of them lets every
    visit through to the backend.

    How to fix: let the `map` that decides also look at the address (`geo`), or list the addresses behind
    `from`.

    When to ignore: if a firewall lets only trusted machines send such requests.
    """

    id = "cache-purge-exposed"
    severity = Severity.WARNING
    references = ("https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_cache_purge",)

    @on("proxy_cache_purge", "fastcgi_cache_purge", "uwsgi_cache_purge", "scgi_cache_purge")
    def check(self, purge: Directive, report: Report) -> None:
        block = purge.parent
        if block is None or not purge.args or not is_complete(report.configuration, block):
            return
        if not _for_everybody(report.configuration, purge) or is_restricted(report.configuration, block):
            return
        report(
            purge,
            f"everybody may empty the cache with `{purge.name}`: nothing asks who sends the request",
            help="Look at the address too: a `map` of the method and of a `geo` variable.",
        )


def _for_everybody(configuration: Configuration, purge: Directive) -> bool:
    """Whether only the method decides: named itself, or by a ``map`` of it alone."""
    word = str(purge.args[0])
    if not word.startswith("$"):
        return word.lower() not in ("off", "on") and ("from" not in purge.args or purge.args[-1] == "all")
    if len(purge.args) > 1:
        return False
    if word == "$request_method":
        return True
    return any(
        block.args[0] == "$request_method" and block.args[1] == word
        for block in configuration.named("map")
        if len(block.args) == 2
    )
