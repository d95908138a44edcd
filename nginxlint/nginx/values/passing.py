"""Where requests are passed to, and what is changed in the answers.

The set handlers of proxy_pass, fastcgi_pass, ... (src/http/modules, src/stream).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.nginx.values.addresses import parse_url
from nginxlint.nginx.values.listen import url_problem
from nginxlint.nginx.values.regex import check_regex, groups
from nginxlint.nginx.values.say import invalid, shown
from nginxlint.nginx.values.text import check_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.nginx.problem import Problem
    from nginxlint.nginx.values.call import Call

#: schemes that a directive takes; "" if it needs none
_SCHEMES = {
    "proxy_pass": ("http://", "https://"),
    "grpc_pass": ("grpc://", "grpcs://", ""),
    "uwsgi_pass": ("uwsgi://", "suwsgi://", ""),
}

#: schemes that are not the directive's own -> what to write instead
_OTHER_SCHEME = {
    ("grpc_pass", "http://"): "grpc://",
    ("grpc_pass", "https://"): "grpcs://",
    ("uwsgi_pass", "http://"): "uwsgi://",
    ("uwsgi_pass", "https://"): "suwsgi://",
}


def _pass(call: Call) -> Iterator[Problem]:
    name = call.fact.name
    if not call.args:
        return
    value = call.args[0]
    stream = call.context.startswith("stream")
    if "$" in value and name != "memcached_pass":
        yield from check_text(0, value)
        return
    low = value.lower()
    schemes = ("",) if stream else _SCHEMES.get(name, ("",))
    scheme = next((text for text in schemes if text and low.startswith(text)), "")
    if not scheme and "" not in schemes:
        yield _no_scheme(value)
        return
    for other in ("http://", "https://"):
        if not scheme and low.startswith(other):
            own = _OTHER_SCHEME.get((name, other), "")
            mended = own + value[len(other) :].rstrip("/")
            yield invalid(
                0,
                f"`{name}` does not take `{other}`",
                f"Write `{mended}`.",
                mended,
                safe="/" not in mended[len(own) :],
                rule="pass-scheme-unexpected",
                start=0,
                end=len(other),
            )
            return
    rest = value[len(scheme) :]
    port = 443 if scheme == "https://" else 80 if scheme == "http://" else 0
    url = parse_url(rest, uri_part=name == "proxy_pass" and not stream, default_port=port)
    if url.error:
        yield url_problem(0, rest, url, name, len(scheme))
    elif name == "pass" and url.family == "name":
        yield invalid(
            0,
            f"`pass` does not look up names: {shown(value)} is none of its addresses",
            "Write an IP address and a port.",
        )
    elif name == "pass" and url.no_port and url.family != "unix":
        yield invalid(0, f"{shown(value)} has no port to pass to", f"Write `{value}:port`.")


def _no_scheme(value: str) -> Problem:
    near = value.lower()
    for wrong, right in (
        ("http:/", "http://"),
        ("https:/", "https://"),
        ("http//", "http://"),
        ("https//", "https://"),
        ("htp://", "http://"),
        ("htttp://", "http://"),
        ("http:\\\\", "http://"),
    ):
        if near.startswith(wrong):
            mended = right + value[len(wrong) :].lstrip("/")
            return invalid(
                0,
                f"the address {shown(value)} does not begin with `http://` or `https://`",
                f"Write `{mended}`.",
                mended,
                rule="proxy-pass-missing-scheme",
            )
    known = "://" not in value
    mended = f"http://{value}"
    return invalid(
        0,
        f"the address {shown(value)} does not begin with `http://` or `https://`",
        f"Write `{mended}`." if known else "nginx speaks only HTTP to the server behind it here.",
        mended if known else None,
        safe=known and not value.startswith("/"),
        rule="proxy-pass-missing-scheme",
    )


def _auth_http(call: Call) -> Iterator[Problem]:
    value = call.args[0]
    cut = 7 if value.startswith("http://") else 0
    url = parse_url(value[cut:], uri_part=True, default_port=80)
    if url.error:
        yield url_problem(0, value[cut:], url, "auth_http", cut)


def _rewriting(call: Call) -> Iterator[Problem]:
    """proxy_redirect, proxy_cookie_domain, proxy_cookie_path."""
    name, args = call.fact.name, call.args
    if len(args) == 1:
        words = ("off", "default") if name == "proxy_redirect" else ("off",)
        if name == "proxy_redirect" and args[0] == "false" and call.dialect.version < (1, 19, 3):
            return
        if args[0] not in words:
            yield invalid(
                0,
                f"`{name}` with one argument takes `{'` or `'.join(words)}`, not {shown(args[0])}",
                "Write what to replace and what to put in its place.",
            )
        return
    pattern = args[0]
    if pattern.startswith("~"):
        star = name != "proxy_cookie_domain" and pattern.startswith("~*")
        cut = 2 if star else 1
        caseless = star or name == "proxy_cookie_domain"
        yield from check_regex(0, pattern[cut:], caseless=caseless, offset=cut)
    else:
        yield from check_text(0, pattern)
    yield from check_text(1, args[1])


def _cookie_flags(call: Call) -> Iterator[Problem]:
    args = call.args
    if len(args) == 1:
        if args[0] != "off":
            yield invalid(
                0,
                f"`proxy_cookie_flags` with one argument takes `off`, not {shown(args[0])}",
                "Write the cookie and its flags, as in `proxy_cookie_flags one secure;`.",
            )
        return
    if args[0].startswith("~"):
        yield from check_regex(0, args[0][1:], caseless=True, offset=1)
    else:
        yield from check_text(0, args[0])
    for arg, flag in enumerate(args[1:], 1):
        yield from check_text(arg, flag)


def _split_path_info(call: Call) -> Iterator[Problem]:
    pattern = call.args[0]
    wrong = list(check_regex(0, pattern))
    if wrong:
        yield from wrong
        return
    count = groups(pattern)
    if count is not None and count != 2:
        yield invalid(
            0,
            "`fastcgi_split_path_info` needs a regular expression with two groups in "
            f"parentheses, and this one has {count}",
            "Write it as in `^(.+\\.php)(/.*)$`; `(?:...)` is a group that does not count.",
        )


def _store(call: Call) -> Iterator[Problem]:
    value = call.args[0]
    if value in ("on", "off"):
        return
    if not value and call.dialect.version >= (1, 27, 3):
        yield invalid(0, f"`{call.fact.name}` has an empty path")
        return
    yield from check_text(0, value)


CHECKERS = {
    **dict.fromkeys(
        (
            "proxy_pass",
            "fastcgi_pass",
            "uwsgi_pass",
            "scgi_pass",
            "grpc_pass",
            "memcached_pass",
            "tunnel_pass",
            "pass",
        ),
        _pass,
    ),
    "auth_http": _auth_http,
    "proxy_redirect": _rewriting,
    "proxy_cookie_domain": _rewriting,
    "proxy_cookie_path": _rewriting,
    "proxy_cookie_flags": _cookie_flags,
    "fastcgi_split_path_info": _split_path_info,
    **dict.fromkeys(("proxy_store", "fastcgi_store", "uwsgi_store", "scgi_store"), _store),
}
