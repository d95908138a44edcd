from __future__ import annotations

from nginxlint.rule import Rule, Severity


class InvisibleCharacter(Rule):
    """A character that can't be seen, or looks like another one.

    A byte order mark, a no-break space, a zero-width space or a dash that isn't `-` become part
    of the word they stand in. nginx then says "unknown directive" about a name that looks right,
    or takes a value that is not the one seen.

    How to fix: delete the character and type it anew.
    """

    id = "invisible-character"
    severity = Severity.ERROR
    fix = "safe"
    references = ("https://nginx.org/en/docs/beginners_guide.html#conf_structure",)
