"""Where in a directive's arguments nginx reads variables.

Elsewhere a dollar sign is plain text: what is not listed here is not evaluated when nginx
starts, or belongs to a module whose handlers are not known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.nginx.variables import VariableUse, variables_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nginxlint.nginx.facts import DirectiveFact

#: an argument that nginx reads variables in: its number and where the text begins in it
_Part = tuple[int, int]

#: directives with variables in one argument (negative: from the end)
_ONE = {
    "add_header": 1,
    "add_trailer": 1,
    "alias": 0,
    "auth_basic_user_file": 0,
    "auth_request_set": 1,
    "error_page": -1,
    "expires": -1,
    "hash": 0,
    "image_filter_jpeg_quality": 0,
    "image_filter_sharpen": 0,
    "image_filter_webp_quality": 0,
    "js_var": 1,
    "limit_conn_zone": 0,
    "limit_req_zone": 0,
    "map": 0,
    "num_map": 0,
    "proxy_bind": 0,
    "proxy_set_body": 0,
    "rewrite": 1,
    "root": 0,
    "set": 1,
    "split_clients": 0,
    "ssl_certificate": 0,
    "ssl_certificate_key": 0,
    **dict.fromkeys(("proxy_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass"), 0),
    **dict.fromkeys(("grpc_pass", "tunnel_pass", "pass"), 0),
    **{f"{family}_cache": 0 for family in ("proxy", "fastcgi", "uwsgi", "scgi")},
    **{f"{family}_cache_key": 0 for family in ("proxy", "fastcgi", "uwsgi", "scgi")},
    **{f"{family}_store": 0 for family in ("proxy", "fastcgi", "uwsgi", "scgi")},
}

#: directives with variables in all arguments from this one on
_FROM = {
    "image_filter": 1,
    "index": 0,
    "log_format": 1,
    "proxy_ssl_alpn": 0,
    "sub_filter": 0,
    "try_files": 0,
    "xslt_param": 1,
    "xslt_string_param": 1,
    "xslt_stylesheet": 1,
}

#: directives with a pattern first: a regular expression behind ``~``, otherwise a text
_PATTERNS = frozenset(("proxy_redirect", "proxy_cookie_domain", "proxy_cookie_path", "proxy_cookie_flags"))


def variable_uses(
    fact: DirectiveFact, args: Sequence[str], context: str
) -> Iterator[tuple[int, VariableUse]]:
    """Yield each variable that nginx looks up for a directive, with its argument's number.

    Offsets are those in the argument. Captures ($1 to $9) are among them, marked so; in
    log_format there are none, and ``$1`` is the variable "1".
    """
    if fact.source != "core" and fact.kind not in ("complex", "complex-size", "predicate"):
        return
    if not any("$" in arg for arg in args):
        return
    if fact.name in _WHOLE:
        yield from _whole(fact.name, args)
    captures = fact.name != "log_format"
    for arg, start in _parts(fact, args, context):
        if arg >= len(args):
            continue  # an argument is missing, which nginx refuses
        for use in variables_in(args[arg][start:]):
            if start or use.capture:
                yield (
                    arg,
                    VariableUse(use.name, use.start + start, use.end + start, use.capture and captures),
                )
            else:
                yield arg, use


_WHOLE = frozenset(("if", "geo", "charset", "source_charset", "override_charset", "sticky"))


def _whole(name: str, args: Sequence[str]) -> Iterator[tuple[int, VariableUse]]:
    """Yield variables that are a whole argument, or all that follows in it: any character may
    be part of such a name."""
    found: list[_Part] = []
    match name:
        case "if":
            at, start = (1, 0) if args[0] == "(" and len(args) > 1 else (0, 1)
            found = [(at, start)]
        case "geo":
            found = [(0, 0)] if len(args) == 2 else []
        case "charset" | "source_charset" | "override_charset":
            found = [(0, 0)]
        case "sticky":
            if args[0] == "route":
                found = [(arg, 0) for arg in range(1, len(args))]
            elif args[0] == "learn":
                found = [
                    (arg, 7) for arg in range(1, len(args)) if args[arg].startswith(("create=", "lookup="))
                ]
    for arg, start in found:
        text = args[arg]
        end = len(text)
        if name == "if" and arg == len(args) - 1 and text.endswith(")"):
            end -= 1
        if text[start : start + 1] == "$" and end > start + 1:
            yield arg, VariableUse(text[start + 1 : end], start, end)


def _parts(fact: DirectiveFact, args: Sequence[str], context: str) -> list[_Part]:
    name = fact.name
    match fact.kind:
        case "complex" | "complex-size" | "bind":
            return [(0, 0)]
        case "predicate":
            return [(arg, 0) for arg in range(len(args))]
        case "param":
            return [(1, 0)]
        case "keyval":
            return [(1, 0)] if name.endswith("_set_header") else []
    if context.startswith("mail"):
        return []
    at = _ONE.get(name)
    if at is not None and -len(args) <= at < len(args):
        return [(at % len(args), 0)]
    if name in _FROM:
        return [(arg, 0) for arg in range(_FROM[name], len(args))]
    if name in _PATTERNS:
        return [(arg, 0) for arg in range(len(args)) if arg or not args[0].startswith("~")]
    return list(_own(name, args, context))


def _own(name: str, args: Sequence[str], context: str) -> Iterator[_Part]:
    match name:
        case "access_log":
            if not args[0].startswith("syslog:"):
                yield 0, 0
            yield from ((arg, 3) for arg in range(2, len(args)) if args[arg].startswith("if="))
        case "aio":
            if args[0].startswith("threads="):
                yield 0, 8
        case "disable_symlinks":
            yield from ((arg, 5) for arg in range(len(args)) if args[arg].startswith("from="))
        case "if":
            words = [at for at, arg in enumerate(args) if arg not in ("(", ")")]
            if len(words) == 3 and args[words[1]] in ("=", "!="):
                yield words[2], 0
            elif len(words) == 2:
                yield words[1], 0
        case "return":
            if context.startswith("stream") or len(args) == 1:
                yield 0, 0
            else:
                yield 1, 0
        case "sticky":
            if args[0] == "cookie":
                for arg in range(2, len(args)):
                    key = args[arg].partition("=")[0]
                    if key in ("domain", "samesite"):
                        yield arg, len(key) + 1


def body_uses(block: str, args: Sequence[str]) -> list[tuple[int, VariableUse]]:
    """Return the variables that nginx looks up in a line of a block: the results of a map.

    ``args`` are all words of the line.
    """
    if block in ("map", "num_map") and len(args) == 2 and args[0] != "include":
        return [(1, use) for use in variables_in(args[1])]
    return []
