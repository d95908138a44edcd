from __future__ import annotations

from nginxlint.rule import Rule, Severity


class InvalidRegex(Rule):
    """A regular expression that does not compile.

    nginx compiles every regular expression of its configuration when it starts, with PCRE2, and
    refuses to start if one is broken: a parenthesis or bracket that is not closed, a quantifier
    with nothing to repeat, a group name used twice. The caret stands at the place where PCRE2
    gave up.

    How to fix: correct the expression there. A literal `(`, `[`, `*`, `+` or `?` needs a
    backslash.
    """

    id = "invalid-regex"
    severity = Severity.ERROR
    references = ("https://www.pcre.org/current/doc/html/pcre2pattern.html",)
