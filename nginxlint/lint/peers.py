"""What another linter's comments mean: nginx-lint's rules by its names for them."""

from __future__ import annotations

NGINX_LINT: dict[str, tuple[str, ...]] = {
    "alias-location-slash-mismatch": ("alias-slash-mismatch",),
    "autoindex-enabled": ("autoindex-on",),
    "block-lines": ("block-too-long",),
    "client-max-body-size-not-set": ("client-max-body-size-unset",),
    "deprecated-ssl-protocol": ("insecure-tls-protocol",),
    "directive-inheritance": (
        "inherited-directive-lost",
        "add-header-inheritance",
        "proxy-set-header-inheritance",
    ),
    "gzip-not-enabled": ("gzip-disabled",),
    "if-is-evil-in-location": ("if-in-location",),
    "include-path-exists": ("include-not-found",),
    "indent": ("indentation", "mixed-indentation"),
    "map-missing-default": ("map-without-default",),
    "map-unnamed-capture": ("map-capture-overread",),
    "missing-error-log": ("error-log-missing",),
    "nginx-rift": ("rewrite-args-overflow", "overlapping-captures-overflow"),
    "proxy-keepalive": ("upstream-keepalive-ineffective",),
    "proxy-missing-host-header": ("proxy-host-header-missing",),
    "proxy-pass-domain": ("static-upstream-dns",),
    "proxy-pass-with-uri": ("proxy-pass-slash-mismatch",),
    "server-tokens-enabled": ("server-tokens-on",),
    "ssl-on-deprecated": ("ssl-directive-deprecated",),
    "try-files-with-proxy": ("try-files-with-proxy-pass",),
    "unmatched-braces": ("missing-closing-brace", "unexpected-closing-brace", "missing-opening-brace"),
    "unreachable-location": ("unreachable-location", "duplicate-location"),
    "upstream-server-no-resolve": ("static-upstream-dns", "resolve-without-zone"),
    "weak-ssl-ciphers": ("weak-ssl-ciphers",),
}
"""A name that is not here means the rule of the same name."""
