from __future__ import annotations

from nginxlint.rule import Rule, Severity


class DirectiveTooNew(Rule):
    """A directive that this nginx does not have yet.

    The directive came with a later version than the one that the configuration is checked for;
    that nginx refuses to start with it.

    How to fix: install the version that the message names, or take the line out. If a newer nginx
    runs there, say which: `--nginx-version 1.30`.
    """

    id = "directive-too-new"
    severity = Severity.ERROR
    references = ("https://nginx.org/en/CHANGES",)
