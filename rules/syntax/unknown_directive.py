from __future__ import annotations

from nginxlint.rule import Rule, Severity


class UnknownDirective(Rule):
    """nginx has no directive of this name.

    nginx refuses to start. Mostly the name is misspelt (`server-name`, `proxy_pas`), a blank is
    missing (`if($a)`), or a line that belongs to the directive before it begins with a word of
    its own. A directive of a module that this nginx may not have is reported as
    `module-not-available`, one of NGINX Plus as `commercial-directive`.

    How to fix: write the name that is suggested, or look it up in the list of all directives.

    When to ignore: if a module that nginxlint does not know brings the directive. Name it once in
    the settings instead of ignoring each place.
    """

    id = "unknown-directive"
    severity = Severity.ERROR
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/dirindex.html",)
