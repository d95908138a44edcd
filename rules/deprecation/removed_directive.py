from __future__ import annotations

from nginxlint.rule import Rule, Severity


class RemovedDirective(Rule):
    """A directive or parameter that this nginx no longer has.

    nginx drops old settings in time; a newer nginx refuses to start with them. The message names
    the version that dropped it and what takes its place.

    How to fix: write what takes its place. If you run an older nginx, say which: `--nginx-version
    1.22`.
    """

    id = "removed-directive"
    severity = Severity.ERROR
    versions = "from the version that dropped it"
    references = ("https://nginx.org/en/CHANGES",)
