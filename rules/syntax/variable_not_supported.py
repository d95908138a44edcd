from __future__ import annotations

from nginxlint.rule import Rule, Severity


class VariableNotSupported(Rule):
    """A variable in a place where nginx evaluates none.

    Variables get their values while a request is served. Settings that nginx needs earlier
    (`listen`, sizes, timeouts, most names) take none: nginx refuses `client_max_body_size
    $limit`, or takes the text literally. Some settings learned to take variables in later
    versions.

    How to fix: write the value itself. To choose between values, write several `server` or
    `location` blocks, or a `map` for a setting that does take variables.
    """

    id = "variable-not-supported"
    severity = Severity.ERROR
    references = ("https://nginx.org/en/docs/faq/variables_in_config.html",)
