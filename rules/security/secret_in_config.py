from __future__ import annotations

import re

from nginxlint.rule import Directive, Report, Rule, Severity, on


class SecretInConfig(Rule):
    """A password or key stands in the configuration.

    Configurations get into repositories, backups and tickets, and into the output of `nginx -T`. Whoever sees
    them can use the secret. The finding never shows it.

    How to fix: put the line into a file of its own outside of the repository, readable for root alone, and
    `include` it.

    When to ignore: if the value is public, or only an example.
    """

    id = "secret-in-config"
    severity = Severity.INFO
    references = ("https://cwe.mitre.org/data/definitions/798.html",)

    @on("proxy_set_header", "grpc_set_header", "fastcgi_param", "uwsgi_param", "scgi_param")
    def header(self, line: Directive, report: Report) -> None:
        if len(line.args) < 2 or not _NAMES.fullmatch(line.args[0]):
            return
        value = line.args[1]
        scheme, _, rest = value.rpartition(" ")
        if (
            "$" in value
            or len(rest) < 8
            or _PLACEHOLDER.search(rest)
            or (scheme and scheme not in ("Basic", "Bearer", "Token"))
        ):
            return
        report(
            value,
            f"the secret for `{line.args[0]}` stands in the configuration",
            help="Put the line into a file of its own that only root can read, and `include` it.",
        )

    @on("secure_link_md5", "secure_link_secret")
    def link(self, line: Directive, report: Report) -> None:
        if not line.args:
            return
        words = re.sub(r"\$(?:\{\w+\}|\w+)", " ", line.args[0])
        secret = max(re.findall(r"[^\s$]+", words), key=len, default="")
        if len(secret) >= 6 and not _PLACEHOLDER.search(secret):
            report(
                line.args[0],
                f"the secret of `{line.name}` stands in the configuration: who reads it can make valid links",
                help="Put the line into a file of its own that only root can read, and `include` it.",
            )


_NAMES = re.compile(
    r"(?i)authorization|proxy-authorization|x-api-key|api-key|x-auth-token|x-access-token|HTTP_AUTHORIZATION"
)
_PLACEHOLDER = re.compile(r"(?i)\{\{|<|example|change|your|xxx|placeholder|secret|todo|\.\.\.|%\w+%|@\w+@")
