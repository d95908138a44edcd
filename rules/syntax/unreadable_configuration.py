from __future__ import annotations

from nginxlint.rule import Rule, Severity


class UnreadableConfiguration(Rule):
    """nginx stops reading, and no reason stands out.

    The text breaks nginx's grammar in a way that nginxlint can't trace to one slip. The place is
    where nginx gives up; the mistake is often further up.

    How to fix: look for a brace, a quote or a `;` that is missing before the place shown.
    """

    id = "unreadable-configuration"
    severity = Severity.ERROR
    references = ("https://nginx.org/en/docs/beginners_guide.html#conf_structure",)
