from __future__ import annotations

from nginxlint.rule import Rule, Severity


class CommercialDirective(Rule):
    """A directive that only NGINX Plus has.

    The open-source nginx does not know it and refuses to start. `health_check`, `status_zone`,
    `auth_jwt` and others are part of the commercial product.

    How to fix: take the line out, or run NGINX Plus. For active health checks the open-source
    nginx has `max_fails` and `fail_timeout` only.

    When to ignore: if NGINX Plus reads this file; say so in the settings.
    """

    id = "commercial-directive"
    severity = Severity.ERROR
    references = ("https://docs.nginx.com/nginx/",)
