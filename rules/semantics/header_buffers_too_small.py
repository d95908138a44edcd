from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Report,
    Rule,
    Severity,
    effective_value,
    inherits_known,
    on_configuration,
    parse_size,
)


class HeaderBuffersTooSmall(Rule):
    """`large_client_header_buffers` are smaller than the memory of a connection.

    The buffers must be at least as large as `connection_pool_size` (512 bytes if it is not set),
    or nginx refuses to start.

    How to fix: write `large_client_header_buffers 4 8k;`, which is the usual size.
    """

    id = "header-buffers-too-small"
    severity = Severity.ERROR
    references = ("https://nginx.org/en/docs/http/ngx_http_core_module.html#large_client_header_buffers",)

    @on_configuration("large_client_header_buffers", "connection_pool_size")
    def check(self, configuration: Configuration, report: Report) -> None:
        names = ("large_client_header_buffers", "connection_pool_size")
        for setting in configuration.named(*names):
            block = setting.parent
            if block is None or not inherits_known(configuration, block):
                continue
            if block.name == "http" and not block.all("server"):
                continue
            size = parse_size(effective_value(configuration, block, names[0], 1) or "8k")
            pool = parse_size(effective_value(configuration, block, names[1]) or "512")
            if size is not None and pool is not None and size < pool:
                report(
                    setting,
                    f"`large_client_header_buffers` of {size} bytes are smaller than "
                    f"`connection_pool_size` ({pool} bytes): nginx refuses to start",
                    help="Write `large_client_header_buffers 4 8k;`.",
                )
