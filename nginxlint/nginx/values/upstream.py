"""The directives of an upstream block, resolver, and the *_bind directives.

src/http/ngx_http_upstream.c and its like in stream, src/core/ngx_resolver.c.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.nginx.values import numbers
from nginxlint.nginx.values.addresses import address_port, parse_url
from nginxlint.nginx.values.listen import url_problem, variable_problem
from nginxlint.nginx.values.params import (
    ZONE_MIN,
    check_value,
    check_words,
    split_word,
    too_small,
    unknown_word,
)
from nginxlint.nginx.values.say import choice, invalid, shown
from nginxlint.nginx.values.slots import check_number, check_size, check_word
from nginxlint.nginx.values.text import check_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.nginx.problem import Problem
    from nginxlint.nginx.values.call import Call

_SERVER_WORDS = {
    "weight=": "num1",
    "max_conns=": "num",
    "max_fails=": "num",
    "fail_timeout=": "sec",
    "backup": "",
    "down": "",
    "drain": "",
    "route=": "any",
    "resolve": "",
    "service=": "any",
}

#: NGX_HTTP_UPSTREAM_SID_LEN
_ROUTE_MAX = 32


def _server(call: Call) -> Iterator[Problem]:
    if call.context not in ("upstream", "stream-upstream"):
        return
    args = call.args
    wrong = False
    for problem in check_words(call.dialect, call.fact, args, _SERVER_WORDS, 1):
        wrong = True
        yield problem
    if wrong:
        return
    given = {arg.partition("=")[0]: at for at, arg in enumerate(args) if at}
    resolve = "resolve" in given
    for key in ("route", "service"):
        at = given.get(key)
        if at is None:
            continue
        value = args[at].partition("=")[2]
        if not value:
            yield invalid(at, f"`{key}=` has no value")
            return
        if key == "route" and len(value) > _ROUTE_MAX:
            yield invalid(at, f"`route=` takes at most {_ROUTE_MAX} characters")
            return
    if "service" in given and not resolve:
        yield invalid(
            given["service"],
            "`service=` works only together with `resolve`",
            "Add `resolve` to the line.",
        )
        return
    address = args[0]
    url = parse_url(address, default_port=80 if call.context == "upstream" else 0)
    if url.error:
        yield url_problem(0, address, url, "server")
        return
    if "$" in address and url.family == "name" and not resolve:
        yield variable_problem(0, address, "server")
        return
    if "service" in given:
        if not url.no_port or url.family == "unix":
            yield invalid(0, f"{shown(address)} must not have a port together with `service=`")
        elif url.family != "name":
            yield invalid(0, f"`service=` needs a name to look up, not {shown(address)}")
    elif url.no_port and call.context == "stream-upstream" and url.family != "unix":
        yield invalid(0, f"{shown(address)} has no port to connect to", f"Write `{address}:port`.")


def _hash(call: Call) -> Iterator[Problem]:
    yield from check_text(0, call.args[0])
    if len(call.args) == 2 and call.args[1] != "consistent":
        yield _only(1, call, "consistent")


def _only(arg: int, call: Call, *words: str) -> Problem:
    value = call.args[arg]
    low = value.lower()
    meant = low if low in words else words[0] if len(words) == 1 else None
    return invalid(
        arg,
        f"`{call.fact.name}` takes {choice(words)} here, not {shown(value)}",
        f"Write `{meant}`, or take the word out." if meant else None,
        meant if meant == low else None,
    )


def _random(call: Call) -> Iterator[Problem]:
    args = call.args
    if args and args[0] != "two":
        yield _only(0, call, "two")
    elif len(args) == 2 and args[1] != "least_conn":
        if args[1] in call.fact.plus_params:
            yield from unknown_word(call.dialect, call.fact, 1, args[1], {})
        else:
            yield _only(1, call, "least_conn")


def _least_time(call: Call) -> Iterator[Problem]:
    if len(call.args) == 2 and call.args[1] != "inflight":
        yield _only(1, call, "inflight")
    else:
        yield from check_word(0, "least_time", call.args[0], call.fact.values or ())


def _keepalive(call: Call) -> Iterator[Problem]:
    yield from check_number(0, "keepalive", call.args[0])
    if len(call.args) == 2 and call.args[1] != "local":
        yield _only(1, call, "local")


def _zone(call: Call) -> Iterator[Problem]:
    name, *size = call.args
    if not name:
        yield invalid(0, "the zone has no name")
        return
    if not size:
        return
    value = numbers.size(size[0])
    if value is None:
        yield from check_size(1, "zone", size[0])
    elif value < ZONE_MIN:
        yield too_small(1, size[0], ZONE_MIN)


_COOKIE_WORDS = {
    "expires=": "any",
    "domain=": "text",
    "path=": "any",
    "httponly": "",
    "secure": "",
    "samesite=": "any",
}
_LEARN_WORDS = {
    "create=": "any",
    "lookup=": "any",
    "zone=": "zone",
    "timeout=": "msec1",
    "header": "",
}


def _sticky(call: Call) -> Iterator[Problem]:
    method, *rest = call.args
    match method:
        case "cookie":
            yield from _sticky_cookie(call)
        case "route":
            for arg, value in enumerate(rest, 1):
                if not value.startswith("$") or len(value) < 2:
                    yield invalid(
                        arg,
                        f"`sticky route` takes variables, not {shown(value)}",
                        rule="invalid-variable-name",
                    )
                    return
        case "learn":
            yield from _sticky_learn(call)
        case _:
            yield _only(0, call, "cookie", "route", "learn")


def _once_each(call: Call, words: dict[str, str], first: int, repeatable: str = "") -> Iterator[Problem]:
    """Yield the first wrong or repeated word from ``first`` on."""
    seen: set[str] = set()
    for arg, value in enumerate(call.args[first:], first):
        key = split_word(value, words)
        if key is None:
            yield from unknown_word(call.dialect, call.fact, arg, value, words)
            return
        if key in seen and key not in repeatable.split():
            yield invalid(arg, f"`{key}` is given twice", "Take one of the two out.")
            return
        seen.add(key)
        if words[key]:
            wrong = list(check_value(arg, key, value[len(key) :], words[key]))
            if wrong:
                yield from wrong
                return


def _sticky_cookie(call: Call) -> Iterator[Problem]:
    if not call.args[1]:
        yield invalid(1, "the cookie has no name")
        return
    wrong = list(_once_each(call, _COOKIE_WORDS, 2))
    if wrong:
        yield from wrong
        return
    for arg, text in enumerate(call.args[2:], 2):
        key, _, value = text.partition("=")
        if key in ("domain", "path") and not value:
            yield invalid(arg, f"`{key}=` has no value")
        elif key == "expires" and value != "max":
            yield from check_value(arg, "expires=", value, "sec")
        elif key == "samesite" and "$" not in value and value.lower() not in ("strict", "lax", "none"):
            yield invalid(arg, f"`samesite=` takes `strict`, `lax` or `none`, not {shown(value)}")


def _sticky_learn(call: Call) -> Iterator[Problem]:
    wrong = list(_once_each(call, _LEARN_WORDS, 1, "create= lookup= header"))
    if wrong:
        yield from wrong
        return
    given = [arg.partition("=")[0] for arg in call.args[1:]]
    for arg, text in enumerate(call.args[1:], 1):
        key, _, value = text.partition("=")
        if key in ("create", "lookup") and (not value.startswith("$") or len(value) < 2):
            yield invalid(arg, f"`{key}=` takes a variable, not {shown(value)}", rule="invalid-variable-name")
            return
    for key in ("lookup", "create", "zone"):
        if key not in given:
            yield invalid(0, f"`sticky learn` needs `{key}=`")
            return


_RESOLVER_WORDS = {"valid=": "sec", "ipv4=": "switch", "ipv6=": "switch"}


def _resolver(call: Call) -> Iterator[Problem]:
    args = call.args
    if call.context.startswith("mail") and args[0] == "off":
        return
    servers = False
    for arg, value in enumerate(args):
        key = split_word(value, _RESOLVER_WORDS)
        if key is not None and (not call.fact.params or key in call.fact.params):
            wrong = list(check_value(arg, key, value[len(key) :], _RESOLVER_WORDS[key]))
            if wrong:
                yield from wrong
                return
            continue
        if value.startswith("status_zone="):
            yield from unknown_word(call.dialect, call.fact, arg, value, {})
            return
        url = parse_url(value, default_port=53)
        if url.error:
            yield url_problem(arg, value, url, "resolver")
            return
        if "$" in value and url.family == "name":
            yield variable_problem(arg, value, "resolver")
            return
        if "=" in value and url.family == "name":
            yield from unknown_word(call.dialect, call.fact, arg, value, _RESOLVER_WORDS)
            return
        servers = True
    if "ipv4=off" in args and "ipv6=off" in args:
        last = {arg.partition("=")[0]: arg for arg in args if arg[:3] == "ipv"}
        if last["ipv4"] == "ipv4=off" and last["ipv6"] == "ipv6=off":
            yield invalid(
                args.index("ipv6=off"),
                "`ipv4=off` and `ipv6=off` together leave nothing to look up",
                "Take one of the two out.",
            )
            return
    if not servers and call.dialect.version >= (1, 15, 1):
        yield invalid(
            0,
            "`resolver` names no server to ask",
            "Write the address of a name server, as in `resolver 127.0.0.53;`.",
        )


def _bind(call: Call) -> Iterator[Problem]:
    args = call.args
    if list(args) == ["off"]:
        return
    wrong = list(check_text(0, args[0]))
    if wrong:
        yield from wrong
        return
    if "$" not in args[0] and not address_port(args[0]):
        yield invalid(
            0,
            f"{shown(args[0])} is not an address",
            "Write an IP address of this machine (a port may follow), a variable, or `off`.",
        )
        return
    if len(args) == 2 and args[1] != "transparent":
        yield _only(1, call, "transparent")


CHECKERS = {
    "server": _server,
    "hash": _hash,
    "random": _random,
    "least_time": _least_time,
    "keepalive": _keepalive,
    "zone": _zone,
    "sticky": _sticky,
    "resolver": _resolver,
    **dict.fromkeys(
        (
            "proxy_bind",
            "fastcgi_bind",
            "uwsgi_bind",
            "scgi_bind",
            "grpc_bind",
            "memcached_bind",
            "tunnel_bind",
        ),
        _bind,
    ),
}
