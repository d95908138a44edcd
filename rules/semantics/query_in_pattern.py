from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, needs_query, on_configuration, path_patterns


class QueryInPattern(Rule):
    """A pattern for the path waits for `?` or for a host name, which are not part of the path.

    `location` and `rewrite` are matched against the path of the request alone: without the scheme, the host
    and the arguments. `rewrite ^/item\\?id=(\\d+)$ ...` never does anything for `/item?id=5`,
    since the path is `/item`. Nor does `rewrite ^http://example.com/ ...`.

    How to fix: match the path only and look at the arguments by their names: `if ($arg_id) { return 301
    /items/$arg_id; }`, or a `map $arg_id ...`. For the host write a server of its own.

    When to ignore: if paths with an encoded question mark (`%3F`) are meant.
    """

    id = "query-in-pattern"
    severity = Severity.WARNING
    references = ("https://nginx.org/en/docs/http/ngx_http_rewrite_module.html#rewrite",)

    @on_configuration("location ?", "rewrite")
    def check(self, configuration: Configuration, report: Report) -> None:
        for pattern in path_patterns(configuration):
            found = needs_query(pattern)
            if found is None:
                continue
            report.about(pattern.directive.reading)
            report(
                pattern.token,
                f"this is matched against the path, which has no {found}: it never matches",
                help="Match the path only, and test `$arg_name` or `$args` in an `if` or a `map`."
                if found == "`?`"
                else "Begin with the path, `^/`; for one host write a `server` of its own.",
            )
