"""Checks that HTTP/2's settings have besides their kind (src/http/v2/ngx_http_v2_module.c)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.nginx.values import numbers
from nginxlint.nginx.values.http import CHECKERS as _HTTP
from nginxlint.nginx.values.say import invalid, shown
from nginxlint.nginx.values.slots import check_kind
from nginxlint.nginx.values.text import check_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.nginx.problem import Problem
    from nginxlint.nginx.values.call import Call

#: NGX_HTTP_V2_STATE_BUFFER_SIZE
_STATE_BUFFER = 16
_MAX_PREREAD = 2**31 - 1


def _setting(call: Call) -> Iterator[Problem]:
    name, text = call.fact.name, call.args[0]
    wrong = list(check_kind(call.fact, name, call.args))
    if wrong:
        yield from wrong
        return
    size = numbers.size(text) or 0
    if name == "http2_recv_buffer_size" and size <= _STATE_BUFFER:
        yield invalid(0, f"`{name}` must be above {_STATE_BUFFER} bytes")
    elif name == "http2_chunk_size" and size == 0:
        yield invalid(0, f"`{name}` cannot be 0")
    elif name == "http2_body_preread_size" and size > _MAX_PREREAD:
        yield invalid(0, f"`{name}` is at most {_MAX_PREREAD} bytes")
    elif name == "http2_streams_index_size" and (size == 0 or size & (size - 1)):
        yield invalid(0, f"`{name}` must be a power of two, not {shown(text)}")


def _push(call: Call) -> Iterator[Problem]:
    if call.dialect.version < (1, 25, 1) and call.args[0] != "off":
        yield from check_text(0, call.args[0])


CHECKERS = {
    "http2_recv_buffer_size": _setting,
    "http2_streams_index_size": _setting,
    "http2_chunk_size": _setting,
    "http2_body_preread_size": _setting,
    "http2_pool_size": _HTTP["connection_pool_size"],
    "http2_push": _push,
}
