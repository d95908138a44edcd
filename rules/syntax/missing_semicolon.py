from __future__ import annotations

from nginxlint.rule import Rule, Severity


class MissingSemicolon(Rule):
    """A directive does not end with `;`.

    nginx reads on until it finds a `;`, over the end of the line: the next directive becomes an
    argument of this one. Mostly nginx then refuses the file and blames the next line. Where a directive
    takes any number of arguments (`index`, `server_name`, `try_files`, `gzip_types`), nginx accepts the
    file and silently leaves out the directive that was swallowed: `index index.html` without `;`,
    followed by `server_name example.com;`, makes a server without a name. The first is an error, the
    second a warning.

    How to fix: write `;` at the end of the line shown.

    When to ignore: if the words of the next line are really meant as arguments.
    """

    id = "missing-semicolon"
    severity = Severity.ERROR
    fix = "safe"
    references = ("https://nginx.org/en/docs/beginners_guide.html#conf_structure",)
