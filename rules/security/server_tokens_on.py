from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Directive,
    Edit,
    Report,
    Rule,
    Severity,
    http_servers,
    on,
    on_configuration,
)


class ServerTokensOn(Rule):
    """nginx tells its version to everybody.

    With `server_tokens on`, which is the default, each answer has a `Server: nginx/1.26.0` and the error
    pages show it too; `build` adds the name of the build. Scanners look for versions with known holes this
    way. It is no protection to hide it, but costs nothing.

    How to fix: write `server_tokens off;` in `http`.

    When to ignore: if the version is public anyway.
    """

    id = "server-tokens-on"
    severity = Severity.INFO
    fix = "safe"
    references = ("https://nginx.org/en/docs/http/ngx_http_core_module.html#server_tokens",)

    @on("server_tokens")
    def written(self, tokens: Directive, report: Report) -> None:
        if (
            tokens.args
            and not (tokens.context or "").startswith("stream")
            and tokens.args[0].lower() in ("on", "build")
        ):
            word = tokens.args[0]
            report(
                tokens,
                f"`server_tokens {word}` tells nginx's version in every answer",
                help="Write `server_tokens off;`.",
                fix=report.fix("switch it off", Edit.replace(word.span, "off"), safe=True),
            )

    @on_configuration("http")
    def unwritten(self, configuration: Configuration, report: Report) -> None:
        if not configuration.is_whole or configuration.named("server_tokens", "more_clear_headers"):
            return
        for http in configuration.named("http"):
            if http.is_block and any(
                server.directive.parent is http for server in http_servers(configuration)
            ):
                report(
                    http.name,
                    "nothing sets `server_tokens`: nginx tells its version in every answer",
                    help="Write `server_tokens off;` in `http`.",
                )
