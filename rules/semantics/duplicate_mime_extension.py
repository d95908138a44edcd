from __future__ import annotations

from nginxlint.rule import Rule, Severity


class DuplicateMimeExtension(Rule):
    """A file extension gets two MIME types.

    Of two lines in one `types` block that name the same extension, the later one counts, and
    nginx warns. Files are then served with a type that one of the lines did not mean.

    How to fix: take the extension out of one of the lines.
    """

    id = "duplicate-mime-extension"
    severity = Severity.WARNING
    references = ("https://nginx.org/en/docs/http/ngx_http_core_module.html#types",)
