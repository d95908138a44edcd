from __future__ import annotations

from nginxlint.rule import (
    BufferMisfit,
    Configuration,
    Report,
    Rule,
    Severity,
    buffer_misfits,
    on_configuration,
)


class ProxyBuffersMismatch(Rule):
    """The sizes of the buffers for answers don't fit together.

    While a part of an answer is sent to the client, `proxy_busy_buffers_size` of the buffers are
    busy: at least one whole buffer (and `proxy_buffer_size`), at most all of `proxy_buffers` but
    one. What is written to a file at once, and the file, must hold a buffer too. nginx refuses to
    start otherwise; raising only `proxy_buffer_size`, the usual advice for large cookies, is what
    mostly breaks it. The same holds for `fastcgi_...`, `uwsgi_...` and `scgi_...`.

    How to fix: raise the three together:

        proxy_buffer_size 64k;
        proxy_buffers 4 64k;
        proxy_busy_buffers_size 128k;

    Sizes that are not set are taken to be those of a machine with memory pages of 4k.
    """

    id = "proxy-buffers-mismatch"
    severity = Severity.ERROR
    references = ("https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_busy_buffers_size",)

    @on_configuration(
        *(
            f"{family}_{setting}"
            for family in ("proxy", "fastcgi", "uwsgi", "scgi")
            for setting in (
                "buffer_size",
                "buffers",
                "busy_buffers_size",
                "temp_file_write_size",
                "max_temp_file_size",
            )
        )
    )
    def check(self, configuration: Configuration, report: Report) -> None:
        for misfit in buffer_misfits(configuration):
            first, *more = misfit.directives
            message, advice = _said(misfit)
            report(
                first,
                f"{message}: nginx refuses to start",
                help=advice,
                related=[(one, "counts as well") for one in more],
            )


def _size(value: int) -> str:
    return f"{value // 1024}k" if value % 1024 == 0 else str(value)


def _said(misfit: BufferMisfit) -> tuple[str, str]:
    family, value, bound = misfit.family, _size(misfit.value), _size(misfit.bound)
    busy = f"`{family}_busy_buffers_size`"
    match misfit.kind:
        case "few":
            return f"`{family}_buffers` needs at least 2 buffers", "Write `8 4k` or more."
        case "busy-small":
            return (
                f"{busy} is {value}, and one buffer is {bound} already",
                f"Raise {busy} to {bound} or more.",
            )
        case "busy-large":
            return (
                (
                    f"{busy} is {value} (twice the largest buffer if it is not set), "
                    f"and all of `{family}_buffers` but one have {bound}"
                ),
                f"Raise `{family}_buffers`, or lower {busy}.",
            )
        case "write-small":
            name = f"`{family}_temp_file_write_size`"
        case _:
            name = f"`{family}_max_temp_file_size`"
    return f"{name} is {value}, and one buffer is {bound} already", f"Raise {name} to {bound}."
