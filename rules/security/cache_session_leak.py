from __future__ import annotations

from nginxlint.rule import Directive, Report, Rule, Severity, effective, location_of, on


class CacheSessionLeak(Rule):
    """Answers with `Set-Cookie` are cached: one visitor gets the session of another.

    nginx doesn't cache an answer with `Set-Cookie`, unless `proxy_ignore_headers Set-Cookie` (or its like for
    fastcgi, uwsgi, scgi) says to overlook the header. It is stored with the answer then and sent to
    everybody.

    How to fix: take the cookie out of cached answers with `proxy_hide_header Set-Cookie;`, or don't cache
    what has one: `proxy_no_cache $upstream_http_set_cookie;`.

    When to ignore: if the backend never sets a cookie there. For locations of style sheets and images the
    finding is information.
    """

    id = "cache-session-leak"
    severity = Severity.WARNING
    references = ("https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_ignore_headers",)

    @on("proxy_cache", "fastcgi_cache", "uwsgi_cache", "scgi_cache")
    def check(self, cache: Directive, report: Report) -> None:
        block = cache.parent
        if block is None or cache.args[:1] == ["off"]:
            return
        family = cache.name.removesuffix("_cache")
        configuration = report.configuration
        for line in effective(configuration, block, f"{family}_ignore_headers"):
            if "set-cookie" not in (word.lower() for word in line.args):
                continue
            hidden = any(
                one.args and one.args[0].lower() == "set-cookie"
                for one in effective(configuration, block, f"{family}_hide_header")
            )
            spared = effective(configuration, block, f"{family}_no_cache") or effective(
                configuration, block, f"{family}_cache_bypass"
            )
            if not hidden and not spared:
                report(
                    line,
                    "answers with `Set-Cookie` are cached here: one visitor gets the session of another",
                    help=f"Add `{family}_hide_header Set-Cookie;`, or don't cache them: "
                    f"`{family}_no_cache $upstream_http_set_cookie;`.",
                    related=[(cache, "keeps them")],
                    severity=Severity.INFO if _is_for_files(block) else None,
                )


def _is_for_files(block: Directive) -> bool:
    """Whether a location is for style sheets, scripts and images, which seldom come with a cookie."""
    location = location_of(block)
    return location is not None and any(
        word in location.name for word in ("css", "js", "png", "static", "assets")
    )
