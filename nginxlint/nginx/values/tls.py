"""TLS: caches of sessions and certificates, ALPN (src/http/modules/ngx_http_ssl_module.c)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.nginx.values import numbers
from nginxlint.nginx.values.params import ZONE_MIN, check_cache, too_small
from nginxlint.nginx.values.say import invalid, shown
from nginxlint.nginx.values.text import check_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.nginx.problem import Problem
    from nginxlint.nginx.values.call import Call


def _shared(arg: int, text: str) -> Iterator[Problem]:
    """Check ``shared:name:size``."""
    name, colon, size = text[len("shared:") :].partition(":")
    if not name or not colon:
        yield invalid(
            arg,
            f"{shown(text)} has no {'size' if name else 'name'}",
            f"Write it as in `shared:{name or 'SSL'}:10m`.",
            f"shared:{name}:10m" if name else None,
        )
        return
    found = numbers.size(size)
    at = len(text) - len(size)
    if found is None:
        mended = numbers.mend_size(size)
        yield invalid(
            arg,
            f"{shown(size)} is not the size of a cache",
            f"Write `shared:{name}:{mended or '10m'}`.",
            f"shared:{name}:{mended}" if mended else None,
            safe=mended is not None,
            start=at,
            end=len(text),
        )
    elif found < ZONE_MIN:
        yield too_small(arg, size, ZONE_MIN, at)


def _session_cache(call: Call) -> Iterator[Problem]:
    for arg, text in enumerate(call.args):
        if text in ("off", "none", "builtin"):
            continue
        if text.startswith("builtin:") and len(text) > 8:
            if numbers.number(text[8:]) is None:
                yield invalid(arg, f"`builtin:` takes a number of sessions, not {shown(text[8:])}")
                return
            continue
        if text.startswith("shared:") and len(text) > 7:
            wrong = list(_shared(arg, text))
            if wrong:
                yield from wrong
                return
            continue
        yield invalid(
            arg,
            f"{shown(text)} is not a session cache",
            "Write `off`, `none`, `builtin`, or `shared:SSL:10m`.",
        )
        return


def _ocsp_cache(call: Call) -> Iterator[Problem]:
    text = call.args[0]
    if text == "off":
        return
    if not text.startswith("shared:") or len(text) <= 7:
        yield invalid(0, f"{shown(text)} is not a cache", "Write `off` or `shared:OCSP:1m`.")
        return
    yield from _shared(0, text)


_CACHE_WORDS = {"max=": "num1", "inactive=": "sec", "valid=": "sec", "off": ""}


def _certificate_cache(call: Call) -> Iterator[Problem]:
    yield from check_cache(call, _CACHE_WORDS, "Write the most certificates to keep: `max=100`.")


def _certificate(call: Call) -> Iterator[Problem]:
    # variables since 1.15.9 in http, 1.21.0 in stream; before, a plain file name
    first = (1, 15, 9) if "http" in call.fact.module else (1, 21, 0)
    if not call.context.startswith("mail") and call.dialect.version >= first:
        yield from check_text(0, call.args[0])


def _alpn(call: Call) -> Iterator[Problem]:
    for arg, text in enumerate(call.args):
        if len(text) > 255 and "$" not in text:
            yield invalid(arg, "a protocol of ALPN has at most 255 characters")
            return
        if call.fact.name == "proxy_ssl_alpn":
            yield from check_text(arg, text)


CHECKERS = {
    "ssl_session_cache": _session_cache,
    "ssl_ocsp_cache": _ocsp_cache,
    **dict.fromkeys(
        (
            "ssl_certificate_cache",
            "proxy_ssl_certificate_cache",
            "grpc_ssl_certificate_cache",
            "uwsgi_ssl_certificate_cache",
        ),
        _certificate_cache,
    ),
    "ssl_certificate": _certificate,
    "ssl_certificate_key": _certificate,
    "ssl_alpn": _alpn,
    "proxy_ssl_alpn": _alpn,
}
