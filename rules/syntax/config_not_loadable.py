from __future__ import annotations

from nginxlint.rule import Rule, Severity


class ConfigNotLoadable(Rule):
    """A file that should be configuration is something else.

    Data that is not text (a picture, an archive, a database) in a folder that nginx includes keeps nginx
    from starting.

    How to fix: move the file elsewhere, or restore the configuration from a copy.
    """

    id = "config-not-loadable"
    severity = Severity.ERROR
