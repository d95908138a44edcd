"""Addresses, ports and networks (src/core/ngx_inet.c)."""

from __future__ import annotations

import ipaddress
from functools import lru_cache
from typing import NamedTuple

from nginxlint.nginx.values.numbers import number

#: bytes of sun_path on Linux, the closing zero included
_UNIX_PATH = 108


def ipv4(text: str) -> int | None:
    """Return the address as a number (ngx_inet_addr), None if it is none.

    As nginx reads it: an empty part counts as 0, leading zeros don't matter; 255.255.255.255
    is the value that means "no address".
    """
    parts = text.split(".")
    if len(parts) != 4:
        return None
    value = 0
    for part in parts:
        if part and not (part.isascii() and part.isdigit()):
            return None
        octet = int(part[-20:] or 0) if len(part.lstrip("0")) < 4 else 256
        if octet > 255:
            return None
        value = value << 8 | octet
    return None if value == 0xFFFFFFFF else value


def is_overflown(text: str) -> bool:
    """Return whether ``text`` is four numbers of which one is above 255.

    nginx takes it for a name, and no resolver finds it: getaddrinfo reads four numbers as an address, and
    there is no top-level domain of digits (RFC 3696, section 2).
    """
    parts = text.split(".")
    if len(parts) != 4 or not all(part.isascii() and part.isdigit() for part in parts):
        return False
    return any(int(part[-20:]) > 255 for part in parts)


def ipv6(text: str) -> int | None:
    """Return the address as a number, None if it is none."""
    if "%" in text or ":" not in text:
        return None
    try:
        return int(ipaddress.IPv6Address(text))
    except ValueError:
        return None


class Network(NamedTuple):
    """A network or a single address: ``bits`` 32 or 128, ``address`` without its host part."""

    bits: int
    address: int
    prefix: int
    host_bits: bool

    def __str__(self) -> str:
        if self.bits == 32:
            return f"{ipaddress.IPv4Address(self.address)}/{self.prefix}"
        return f"{ipaddress.IPv6Address(self.address)}/{self.prefix}"


@lru_cache(maxsize=1024)
def network(text: str) -> Network | None:
    """Return the network that ``text`` means (ngx_ptocidr), None if it is none."""
    base, slash, mask = text.partition("/")
    bits = 32
    address = ipv4(base)
    if address is None:
        bits = 128
        address = ipv6(base)
    if address is None:
        return None
    prefix = number(mask) if slash else bits
    if prefix is None or prefix > bits:
        return None
    kept = address >> (bits - prefix) << (bits - prefix)
    return Network(bits, kept, prefix, kept != address)


def address_port(text: str) -> bool:
    """Return whether ``text`` is an address with or without a port (ngx_parse_addr_port)."""
    if ipv4(text) is not None or ipv6(text) is not None:
        return True
    host, port = text, ""
    if text.startswith("["):
        inside, bracket, rest = text[1:].partition("]")
        if not bracket or (rest and not rest.startswith(":")):
            return False
        if not rest:
            return ipv4(inside) is not None or ipv6(inside) is not None
        host, port = inside, rest[1:]
    else:
        host, colon, port = text.partition(":")
        if not colon:
            return False
    value = number(port)
    if value is None or not 1 <= value <= 65535:
        return False
    return ipv4(host) is not None or ipv6(host) is not None


class Url(NamedTuple):
    """What nginx reads from an address (ngx_parse_url).

    ``error`` is empty, or one of nginx's words: invalid host, invalid port, invalid port range,
    no host, invalid IPv6 address, no path, path too long; then ``start`` and ``end`` enclose
    the wrong part. ``family`` is inet, inet6, unix, or name for a host name that has to be
    looked up. ``port`` is 0 if there is none, ``last_port`` the end of a range.
    """

    error: str = ""
    family: str = "name"
    host: str = ""
    port: int = 0
    last_port: int = 0
    no_port: bool = False
    uri: str = ""
    start: int = 0
    end: int = 0


def _port(text: str, start: int, listen: bool) -> Url | tuple[int, int]:
    """Return the port (and the end of its range) or the error; ``start`` is its offset."""
    end = start + len(text)
    last = 0
    first = text
    if listen and "-" in text:
        first, _, ending = text.partition("-")
        value = number(ending)
        if value is None or not 1 <= value <= 65535:
            return Url("invalid port", start=end - len(ending), end=end)
        last = value
    value = number(first)
    if value is None or not 1 <= value <= 65535:
        return Url("invalid port", start=start, end=start + len(first))
    if last and value > last:
        return Url("invalid port range", start=start, end=end)
    return value, last


@lru_cache(maxsize=16_384)
def parse_url(text: str, *, listen: bool = False, uri_part: bool = False, default_port: int = 0) -> Url:
    """Return what nginx reads from ``text``.

    ``listen``: a listening address (a bare port, a range of ports and ``*`` are allowed);
    ``uri_part``: a URI may follow; ``default_port``: the port if none is given.
    """
    if text[:5].lower() == "unix:":
        path, uri = text[5:], ""
        if uri_part:
            path, _, uri = path.partition(":")
        if not path:
            return Url("no path", start=0, end=len(text))
        if len(path.encode("utf-8", "surrogateescape")) + 1 > _UNIX_PATH:
            return Url("path too long", start=5, end=5 + len(path))
        return Url(family="unix", host=path, uri=uri)
    if text.startswith("["):
        return _inet6_url(text, listen, uri_part, default_port)
    return _inet_url(text, listen, uri_part, default_port)


def _inet_url(text: str, listen: bool, uri_part: bool, default_port: int) -> Url:
    cuts = [at for at in (text.find("/"), text.find("?")) if at >= 0]
    uri_at = min(cuts) if cuts else -1
    host, uri = text, ""
    if uri_at >= 0:
        if listen or not uri_part:
            return Url("invalid host", start=uri_at, end=len(text))
        host, uri = text[:uri_at], text[uri_at:]
    colon = host.find(":")
    port, last, no_port = default_port, 0, False
    if colon >= 0:
        found = _port(host[colon + 1 :], colon + 1, listen)
        if isinstance(found, Url):
            return found
        port, last = found
        host = host[:colon]
    else:
        if uri_at < 0 and listen:
            bare = _bare_port(host)
            if bare is not None:
                return bare
        no_port = True
    if not host:
        return Url("no host", start=0, end=max(colon, 0))
    if (listen and host == "*") or ipv4(host) is not None:
        return Url("", "inet", host, port, last, no_port, uri)
    if is_overflown(host):
        return Url("invalid host", start=0, end=len(host))
    return Url("", "name", host, port, last, no_port, uri)


def _bare_port(text: str) -> Url | None:
    """Return what a listening address without a colon is if it is a port, None if it is none."""
    first, dash, ending = text.partition("-")
    last, wrong = 0, ""
    if dash:
        value = number(ending)
        if value is None:
            return None
        if 1 <= value <= 65535:
            last = value
        else:
            wrong = "invalid port"
    value = number(first)
    if value is None:
        return None
    if wrong or not 1 <= value <= 65535:
        return Url("invalid port", start=0, end=len(text))
    if last and value > last:
        return Url("invalid port range", start=0, end=len(text))
    return Url("", "inet", "", value, last)


def _inet6_url(text: str, listen: bool, uri_part: bool, default_port: int) -> Url:
    close = text.find("]")
    if close < 0:
        return Url("invalid host", start=0, end=len(text))
    rest, uri = text[close + 1 :], ""
    slash = rest.find("/")
    if slash >= 0:
        if listen or not uri_part:
            return Url("invalid host", start=close + 1 + slash, end=len(text))
        rest, uri = rest[:slash], rest[slash:]
    port, last, no_port = default_port, 0, True
    if rest:
        if not rest.startswith(":"):
            return Url("invalid host", start=close + 1, end=close + 1 + len(rest))
        found = _port(rest[1:], close + 2, listen)
        if isinstance(found, Url):
            return found
        port, last = found
        no_port = False
    inside = text[1:close]
    if not inside:
        return Url("no host", start=0, end=close + 1)
    if ipv6(inside) is None:
        return Url("invalid IPv6 address", start=1, end=close)
    return Url("", "inet6", text[: close + 1], port, last, no_port, uri)


def is_private(text: str) -> bool:
    """Return whether ``text`` is an address that only machines of one network reach (RFC 1918, RFC 4193)."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    return address.is_private and not address.is_unspecified
