"""Directives of the http core with a grammar of their own.

src/http/ngx_http_core_module.c, ngx_http_index_module.c, ngx_http_try_files_module.c.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.nginx import spelling
from nginxlint.nginx.problem import Problem
from nginxlint.nginx.values import numbers
from nginxlint.nginx.values.params import check_cache
from nginxlint.nginx.values.regex import check_regex
from nginxlint.nginx.values.say import invalid, shown
from nginxlint.nginx.values.slots import check_size, check_time, nearest_word
from nginxlint.nginx.values.text import check_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.nginx.values.call import Call

_METHODS = (
    "GET",
    "HEAD",
    "POST",
    "PUT",
    "DELETE",
    "MKCOL",
    "COPY",
    "MOVE",
    "OPTIONS",
    "PROPFIND",
    "PROPPATCH",
    "LOCK",
    "UNLOCK",
    "PATCH",
)


def _location(call: Call) -> Iterator[Problem]:
    args = call.args
    if len(args) == 2:
        modifier, name = args
        if modifier in ("=", "^~"):
            return
        if modifier in ("~", "~*"):
            yield from check_regex(1, name, caseless=modifier == "~*")
            return
        meant = {"~^": "^~", "*~": "~*", "==": "=", "~=": "~", "=~": "~", "!~": None}.get(modifier)
        yield invalid(
            0,
            f"`location` takes `=`, `^~`, `~` or `~*` before the path, not {shown(modifier)}",
            f"Did you mean `{meant}`?" if meant else "Put a path with blanks in quotes.",
            meant,
        )
        return
    name = args[0]
    if name.startswith("~"):
        cut = 2 if name.startswith("~*") else 1
        yield from check_regex(0, name[cut:], caseless=cut == 2, offset=cut)


def _root(call: Call) -> Iterator[Problem]:
    name, path = call.fact.name, call.args[0]
    for variable in ("document_root", "realpath_root"):
        for text in (f"${variable}", f"${{{variable}}}"):
            at = path.find(text)
            if at >= 0:
                yield invalid(
                    0,
                    f"`{name}` defines `${variable}` and so cannot use it",
                    "Write the folder itself.",
                    rule="variable-not-supported",
                    start=at,
                    end=at + len(text),
                )
                return
    yield from check_text(0, path)


def _error_page(call: Call) -> Iterator[Problem]:
    args = call.args
    codes = list(enumerate(args[:-1]))
    answer = args[-2]
    if answer.startswith("="):
        if len(args) == 2:
            yield invalid(0, f"`error_page` has no status code before {shown(answer)}")
            return
        if len(answer) > 1 and numbers.number(answer[1:]) is None:
            yield invalid(
                len(args) - 2,
                f"{shown(answer)} is not an answer that `error_page` can give",
                "Write `=` alone, or with a status code, as in `=200`.",
            )
            return
        codes = codes[:-1]
    wrong = list(check_text(len(args) - 1, args[-1]))
    if wrong:
        yield from wrong
        return
    for arg, text in codes:
        code = numbers.number(text)
        if code is None:
            yield invalid(
                arg,
                f"`error_page` takes status codes before the page, not {shown(text)}",
                "Write the codes, then one page, as in `error_page 500 502 /50x.html;`.",
            )
            return
        if code == 499 or not 300 <= code <= 599:
            yield invalid(arg, f"`error_page` cannot answer to code {text}", "It takes 300 to 599, not 499.")
            return


def _try_files(call: Call) -> Iterator[Problem]:
    args = call.args
    for arg, text in enumerate(args):
        # a last slash means a folder and is not part of the text
        cut = text[:-1] if text.endswith("/") and arg < len(args) - 1 else text
        wrong = list(check_text(arg, cut))
        if wrong:
            yield from wrong
            return
    last = args[-1]
    if last.startswith("="):
        code = numbers.number(last[1:])
        if "$" in last:
            return
        if code is None or code > 999:
            yield invalid(
                len(args) - 1,
                f"{shown(last)} is not a status code that `try_files` can end with",
                "Write it as in `=404`, without a blank.",
            )


def _limit_except(call: Call) -> Iterator[Problem]:
    for arg, method in enumerate(call.args):
        if method.upper() in _METHODS:
            continue
        near = spelling.nearest(method, [name.lower() for name in _METHODS])
        yield invalid(
            arg,
            f"`limit_except` does not know the method {shown(method)}",
            f"Did you mean `{near.upper()}`?" if near else "It knows " + ", ".join(_METHODS) + ".",
            near.upper() if near else None,
        )
        return


def _keepalive_timeout(call: Call) -> Iterator[Problem]:
    args = call.args
    if call.context in ("upstream",):
        yield from check_time(0, "keepalive_timeout", args[0])
        return
    wrong = list(check_time(0, "keepalive_timeout", args[0]))
    if not wrong and len(args) == 2:
        wrong = list(check_time(1, "keepalive_timeout", args[1], seconds=True))
    yield from wrong


def _aio(call: Call) -> Iterator[Problem]:
    value = call.args[0]
    if value in ("on", "off", "threads"):
        return
    if value.startswith("threads="):
        yield from check_text(0, value[8:], offset=8)
        return
    if value == "sendfile" and call.dialect.version < (1, 21, 5):
        yield Problem(
            "deprecated-directive",
            "warning",
            0,
            "`aio sendfile` is deprecated: nginx warns of it",
            "Write `aio on;` and `sendfile on;`.",
        )
        return
    meant = nearest_word(value, ("on", "off", "threads"))
    yield invalid(
        0,
        f"`aio` takes `on`, `off`, `threads` or `threads=pool`, not {shown(value)}",
        f"Did you mean `{meant}`?" if meant else None,
        meant,
    )


def _directio(call: Call) -> Iterator[Problem]:
    if call.args[0] != "off":
        yield from check_size(0, "directio", call.args[0], giga=True)


def _disable_symlinks(call: Call) -> Iterator[Problem]:
    modes = []
    origin = None
    for arg, value in enumerate(call.args):
        if value in ("off", "on", "if_not_owner"):
            modes.append(value)
        elif value.startswith("from="):
            origin = arg
            wrong = list(check_text(arg, value[5:], offset=5))
            if wrong:
                yield from wrong
                return
        else:
            meant = nearest_word(value, ("off", "on", "if_not_owner"))
            yield invalid(
                arg,
                f"`disable_symlinks` takes `off`, `on`, `if_not_owner` or `from=`, not {shown(value)}",
                f"Did you mean `{meant}`?" if meant else None,
                meant,
            )
            return
    if not modes:
        yield invalid(0, "`disable_symlinks` needs `on` or `if_not_owner` besides `from=`")
    elif len(call.args) == 2 and origin is None:
        yield invalid(1, "`disable_symlinks` takes one of its words, not two", "Take one out.")
    elif origin is not None and modes[-1] == "off":
        yield invalid(origin, "`from=` cannot stand together with `off`", "Take it out.")


def _gzip_disable(call: Call) -> Iterator[Problem]:
    for arg, pattern in enumerate(call.args):
        if pattern != "msie6":
            yield from check_regex(arg, pattern, caseless=True)


_CACHE_WORDS = {"max=": "num1", "inactive=": "sec", "off": ""}


def _open_file_cache(call: Call) -> Iterator[Problem]:
    yield from check_cache(call, _CACHE_WORDS, "Write the most files to keep: `max=1000`.")


def _index(call: Call) -> Iterator[Problem]:
    args = call.args
    for arg, name in enumerate(args):
        if name.startswith("/") and arg < len(args) - 1:
            yield Problem(
                "absolute-index-not-last",
                "warning",
                arg,
                f"`{name}` ends the search for an index page: what follows is never tried",
                "Put the absolute path last.",
            )
        if not name:
            yield invalid(arg, "an empty name in `index`", "Take it out.")
            return
        wrong = list(check_text(arg, name))
        if wrong:
            yield from wrong
            return


def _text(call: Call) -> Iterator[Problem]:
    yield from check_text(0, call.args[0])


def _pool_size(call: Call) -> Iterator[Problem]:
    name, text = call.fact.name, call.args[0]
    size = numbers.size(text)
    if size is None:
        yield from check_size(0, name, text)
    elif size < 112:
        yield invalid(0, f"`{name}` must be 112 or more", "The default of nginx suits all.")
    elif size % 16:
        yield invalid(
            0,
            f"`{name}` must be a multiple of 16",
            f"Write `{(size + 15) // 16 * 16}`.",
            str((size + 15) // 16 * 16),
        )


CHECKERS = {
    "location": _location,
    "root": _root,
    "alias": _root,
    "error_page": _error_page,
    "try_files": _try_files,
    "limit_except": _limit_except,
    "keepalive_timeout": _keepalive_timeout,
    "aio": _aio,
    "directio": _directio,
    "disable_symlinks": _disable_symlinks,
    "gzip_disable": _gzip_disable,
    "open_file_cache": _open_file_cache,
    "index": _index,
    "auth_basic_user_file": _text,
    "connection_pool_size": _pool_size,
    "request_pool_size": _pool_size,
}
