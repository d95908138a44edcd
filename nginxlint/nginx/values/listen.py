"""listen, server_name (ngx_http_core_listen and its like in stream and mail)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nginxlint.nginx.problem import Problem
from nginxlint.nginx.values import numbers
from nginxlint.nginx.values.addresses import Url, ipv6, parse_url
from nginxlint.nginx.values.params import check_words
from nginxlint.nginx.values.regex import check_regex
from nginxlint.nginx.values.say import invalid, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nginxlint.nginx.dialect import Dialect
    from nginxlint.nginx.values.call import Call

_WORDS = {
    "default_server": "",
    "default": "",
    "bind": "",
    "udp": "",
    "setfib=": "any",
    "fastopen=": "num",
    "backlog=": "num1",
    "rcvbuf=": "size",
    "sndbuf=": "size",
    "accept_filter=": "any",
    "deferred": "",
    "ipv6only=": "switch",
    "reuseport": "",
    "multipath": "",
    "ssl": "",
    "http2": "",
    "spdy": "",
    "quic": "",
    "so_keepalive=": "any",
    "proxy_protocol": "",
}

#: what quic excludes, and from which version on
_NOT_WITH_QUIC = {
    "ssl": (1, 25, 0),
    "http2": (1, 25, 0),
    "proxy_protocol": (1, 25, 0),
    "fastopen": (1, 25, 4),
    "backlog": (1, 25, 4),
    "deferred": (1, 25, 4),
    "so_keepalive": (1, 25, 4),
    "multipath": (1, 29, 7),
}

_NOT_WITH_UDP = {
    "ssl": (1, 9, 0),
    "backlog": (1, 9, 0),
    "so_keepalive": (1, 9, 0),
    "proxy_protocol": (1, 9, 0),
    "fastopen": (1, 21, 0),
    "deferred": (1, 25, 5),
    "multipath": (1, 29, 7),
}


def url_problem(arg: int, text: str, url: Url, directive: str, offset: int = 0) -> Problem:
    """Return the problem of an address that ``parse_url`` refused, which begins at ``offset``."""
    wrong = text[url.start : url.end]
    start, end = offset + url.start, offset + url.end
    replacement = help_ = None
    match url.error:
        case "invalid port":
            bare = _bare_v6(text)
            if bare is not None:
                said = f"`{text}` is an IPv6 address without brackets"
                help_, replacement = f"Write `{bare}`.", bare
                start, end = offset, offset + len(text)
            elif not wrong:
                said = f"`{text}` has a colon and no port behind it"
                help_ = "Write the port, or take the colon out."
                start, end = offset, offset + len(text)
            elif "$" in wrong:
                return variable_problem(arg, text, directive, offset)
            else:
                said = f"port {wrong} is not a port: ports go from 1 to 65535"
        case "invalid port range":
            said = f"the range of ports {wrong} ends before it begins"
            help_ = "Write the lower port first."
        case "invalid IPv6 address":
            said = f"`{wrong}` is not an IPv6 address"
        case "no host":
            said = f"{shown(text)} has no address before the port"
            if directive == "listen" and text.startswith(":"):
                replacement = text[1:]
                help_ = f"Write `{replacement}` for all addresses."
        case "no path":
            said = "`unix:` has no path behind it"
            help_ = "Write `unix:/path/of/the/socket`."
        case "path too long":
            said = "the path of the socket is longer than 107 bytes"
            help_ = "Choose a shorter path."
        case _:
            scheme = re.match(r"[a-z]+://", text, re.IGNORECASE)
            if scheme is not None:
                rest = text[scheme.end() :].partition("/")[0]
                return invalid(
                    arg,
                    f"`{directive}` takes an address without `{scheme[0]}`",
                    f"Write `{rest}`." if rest else None,
                    rest or None,
                    safe=bool(rest),
                    rule="pass-scheme-unexpected",
                    start=offset,
                    end=offset + scheme.end(),
                )
            said = f"{shown(text)} is not an address that `{directive}` takes"
            if wrong.startswith("/"):
                help_ = "Take the path out: an address is `host:port` or `unix:/path`."
                if text.startswith("/"):
                    help_, replacement = f"Write `unix:{text}` for a socket.", f"unix:{text}"
    return invalid(arg, said, help_, replacement, start=start, end=end)


def variable_problem(arg: int, text: str, directive: str, offset: int = 0) -> Problem:
    """Return the problem of a variable in an address that nginx reads when it starts."""
    return Problem(
        "variable-not-supported",
        "error",
        arg,
        f"`{directive}` does not take variables: nginx takes {shown(text)} as it stands and refuses to start",
        "Write the address itself.",
        start=offset + max(text.find("$"), 0),
        end=offset + len(text),
    )


def _bare_v6(text: str) -> str | None:
    """Return an IPv6 address that lacks its brackets with them, None if it is no such address."""
    if text.count(":") < 2 or "[" in text:
        return None
    head, _, port = text.rpartition(":")
    if port.isdigit() and ipv6(head) is not None and len(port) > 1 and head.endswith("::"):
        return f"[{head}]:{port}"
    if text.startswith(":::") and text[3:].isdigit():
        return f"[::]:{text[3:]}"
    if ipv6(text) is not None:
        return f"[{text}]"
    return None


def _listen(call: Call) -> Iterator[Problem]:
    dialect, fact, args, context = call
    address = args[0]
    default = 80 if context == "server" else 0
    url = parse_url(address, listen=True, default_port=default)
    if url.error:
        yield url_problem(0, address, url, "listen")
        return
    if "$" in address and url.family == "name":
        yield variable_problem(0, address, "listen")
        return
    wrong = False
    for problem in check_words(dialect, fact, args, _WORDS, 1):
        wrong = wrong or problem.severity == "error"
        yield problem
    if wrong:
        return
    for arg, word in enumerate(args[1:], 1):
        if word.startswith("so_keepalive="):
            yield from _keepalive(arg, word)
        elif word.startswith("setfib="):
            yield invalid(arg, "`setfib=` works on FreeBSD only", severity="info")
    yield from _excluded(dialect, args, "quic", _NOT_WITH_QUIC)
    yield from _excluded(dialect, args, "udp", _NOT_WITH_UDP)


def _keepalive(arg: int, word: str) -> Iterator[Problem]:
    value = word.partition("=")[2]
    if value in ("on", "off"):
        return
    idle, _, rest = value.partition(":")
    interval, _, count = rest.partition(":")
    times = [numbers.time(text, seconds=True) if text else 0 for text in (idle, interval)]
    probes = numbers.number(count) if count else 0
    if None in times or probes is None or not (any(times) or probes):
        yield invalid(
            arg,
            f"`so_keepalive=` takes `on`, `off` or idle:interval:count, not {shown(value)}",
            "Write it as in `so_keepalive=30m::10`.",
            start=len(word) - len(value),
            end=len(word),
        )


def _excluded(
    dialect: Dialect, args: Sequence[str], word: str, others: dict[str, tuple[int, int, int]]
) -> Iterator[Problem]:
    if word not in args[1:]:
        return
    for arg, value in enumerate(args[1:], 1):
        first = others.get(value.partition("=")[0])
        if first is not None and dialect.version >= first:
            yield invalid(
                arg,
                f"`{value}` cannot stand together with `{word}` on one `listen` line",
                f"Write a second `listen` line for the `{value}`.",
            )
            return


def _server_name(call: Call) -> Iterator[Problem]:
    if call.context.startswith("mail"):
        return
    for arg, name in enumerate(call.args):
        if (name.startswith("*") and (len(name) < 3 or name[1] != ".")) or name == ".":
            mended = f"*.{name[1:]}" if re.fullmatch(r"\*[a-z0-9].*\..*", name) else None
            yield invalid(
                arg,
                f"{shown(name)} is not a server name: an asterisk stands for whole labels, "
                "as in `*.example.com`",
                "Use `_` for a name that never matches; a server that takes every name is "
                "chosen with `default_server`."
                if name == "*"
                else None,
                mended,
            )
            return
        if "/" in name:
            yield Problem(
                "server-name-invalid",
                "warning",
                arg,
                f"the server name {shown(name)} has a slash: nginx warns, and no request matches",
                "Write the host name only.",
                start=name.find("/"),
                end=len(name),
            )
        if name == "~":
            yield invalid(arg, "the regular expression behind `~` is empty", rule="invalid-regex")
            return
        if name.startswith("~"):
            caseless = any("A" <= char <= "Z" for char in name)
            yield from check_regex(arg, name[1:], caseless=caseless, offset=1)


CHECKERS = {"listen": _listen, "server_name": _server_name}
