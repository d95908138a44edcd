from __future__ import annotations

from nginxlint.rule import Rule, Severity


class ServerNameInvalid(Rule):
    """A `server_name` can't match any request.

    Browsers send the bare name of the host. A name with a scheme, a path or a comma, or a
    wildcard in the middle (`www.*.example.com`), never matches. nginx warns of suspicious
    symbols; a wildcard in the wrong place it refuses, as soon as two servers share an address.

    How to fix: write names separated by blanks: `server_name example.com www.example.com
    *.example.org;`.
    """

    id = "server-name-invalid"
    severity = Severity.WARNING
    references = ("https://nginx.org/en/docs/http/server_names.html#wildcard_names",)
