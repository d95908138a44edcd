"""Logs: access_log, error_log, log_format, open_log_file_cache.

src/http/modules/ngx_http_log_module.c, src/core/ngx_log.c, src/core/ngx_syslog.c.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.nginx import spelling
from nginxlint.nginx.values.addresses import parse_url
from nginxlint.nginx.values.listen import url_problem, variable_problem
from nginxlint.nginx.values.params import check_value, split_word, unknown_word
from nginxlint.nginx.values.say import invalid, shown
from nginxlint.nginx.values.slots import check_size
from nginxlint.nginx.values.text import check_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nginxlint.nginx.problem import Problem
    from nginxlint.nginx.values.call import Call

_FACILITIES = (
    "kern",
    "user",
    "mail",
    "daemon",
    "auth",
    "intern",
    "lpr",
    "news",
    "uucp",
    "clock",
    "authpriv",
    "ftp",
    "ntp",
    "audit",
    "alert",
    "cron",
    "local0",
    "local1",
    "local2",
    "local3",
    "local4",
    "local5",
    "local6",
    "local7",
)
_SEVERITIES = ("emerg", "alert", "crit", "error", "warn", "notice", "info", "debug")
_DEBUG = (
    "debug_core",
    "debug_alloc",
    "debug_mutex",
    "debug_event",
    "debug_http",
    "debug_mail",
    "debug_stream",
)
_LEVEL_SLIPS = {"warning": "warn", "err": "error", "critical": "crit", "emergency": "emerg"}
_TAG_MAX = 32


def _one_of(arg: int, said: str, value: str, words: Sequence[str], start: int = 0) -> Problem:
    near = _LEVEL_SLIPS.get(value.lower()) or spelling.nearest(value, words)
    if near not in words:
        near = None
    listed = ", ".join(f"`{word}`" for word in words) if len(words) < 9 else "one of its words"
    return invalid(
        arg,
        f"{shown(value)} is not {said}",
        f"Did you mean `{near}`?" if near else f"It takes {listed}.",
        near if not start else None,
        start=start,
        end=start + len(value),
    )


def check_syslog(arg: int, text: str) -> Iterator[Problem]:
    """Yield the first problem of a ``syslog:...`` address (ngx_syslog_parse_args)."""
    at = len("syslog:")
    seen: set[str] = set()
    server = False
    for part in text[at:].split(","):
        key, equals, value = part.partition("=")
        start = at + len(key) + 1
        at += len(part) + 1
        if equals and key in ("server", "facility", "severity", "tag"):
            if key in seen:
                yield invalid(arg, f"`{key}=` is given twice in the address of the syslog")
                return
            seen.add(key)
        if equals and key == "server":
            server = True
            url = parse_url(value, default_port=514)
            if url.error:
                yield url_problem(arg, value, url, "syslog", start)
                return
            if "$" in value and url.family == "name":
                yield variable_problem(arg, value, "syslog:server=", start)
                return
        elif equals and key == "facility":
            if value not in _FACILITIES:
                yield _one_of(arg, "a facility of syslog", value, _FACILITIES, start)
                return
        elif equals and key == "severity":
            if value not in _SEVERITIES:
                yield _one_of(arg, "a severity of syslog", value, _SEVERITIES, start)
                return
        elif equals and key == "tag":
            if len(value) > _TAG_MAX or not all(c.isascii() and (c.isalnum() or c == "_") for c in value):
                yield invalid(
                    arg,
                    f"the tag {shown(value)} is not one that syslog takes",
                    f"Use up to {_TAG_MAX} letters, digits and underscores.",
                    start=start,
                    end=start + len(value),
                )
                return
        elif part != "nohostname":
            yield invalid(
                arg,
                f"syslog has no parameter {shown(part)}",
                "It takes `server=`, `facility=`, `severity=`, `tag=` and `nohostname`.",
            )
            return
    if not server:
        yield invalid(arg, "the syslog has no server", "Write it as in `syslog:server=127.0.0.1`.")


_LOG_WORDS = {"buffer=": "size1", "flush=": "msec1", "gzip=": "any", "gzip": "", "if=": "text"}


def _access_log(call: Call) -> Iterator[Problem]:
    args = call.args
    path = args[0]
    if path == "off":
        if len(args) > 1:
            yield invalid(1, "nothing may follow `off` in `access_log`", "Take it out.")
        return
    syslog = path.startswith("syslog:")
    wrong = list(check_syslog(0, path) if syslog else check_text(0, path))
    if wrong:
        yield from wrong
        return
    if len(args) < 2 and call.context.startswith(("stream", "if-in-stream")):
        yield invalid(
            0,
            "`access_log` in `stream` has no format",
            "Write the name of a `log_format` behind the path.",
        )
        return
    size = flush = False
    for arg, value in enumerate(args[2:], 2):
        key = split_word(value, _LOG_WORDS)
        if key is None:
            yield from unknown_word(call.dialect, call.fact, arg, value, _LOG_WORDS)
            return
        if key == "gzip=":
            if value[5:] not in tuple("123456789"):
                yield invalid(arg, f"`gzip=` takes a level from 1 to 9, not {shown(value[5:])}")
                return
        elif key != "gzip":
            wrong = list(check_value(arg, key, value[len(key) :], _LOG_WORDS[key]))
            if wrong:
                yield from wrong
                return
        size = size or key in ("buffer=", "gzip", "gzip=")
        flush = flush or key == "flush="
    if flush and not size:
        yield invalid(0, "`flush=` needs a buffer", "Add `buffer=64k` to the line.")
    elif size and "$" in path:
        yield invalid(
            0,
            "a log whose path has variables cannot be buffered",
            "Take `buffer=`, `flush=` and `gzip` out, or write a fixed path.",
        )
    elif size and syslog:
        yield invalid(0, "a log that goes to syslog cannot be buffered", "Take `buffer=` and `gzip` out.")


def _error_log(call: Call) -> Iterator[Problem]:
    target, *levels = call.args
    if target.startswith("syslog:"):
        wrong = list(check_syslog(0, target))
        if wrong:
            yield from wrong
            return
    elif target.startswith("memory:"):
        wrong = list(check_size(0, "memory:", target[7:]))
        if wrong:
            yield from wrong
            return
    ordinary = debug = False
    for arg, level in enumerate(levels, 1):
        if level in _SEVERITIES:
            if ordinary or debug:
                yield invalid(arg, f"`error_log` takes one level, and `{level}` is a second one")
                return
            ordinary = True
        elif level in _DEBUG:
            if ordinary:
                yield invalid(arg, f"`{level}` cannot follow another level")
                return
            debug = True
        else:
            yield _one_of(arg, "a level of `error_log`", level, _SEVERITIES)
            return


def _log_format(call: Call) -> Iterator[Problem]:
    if call.args[0] == "combined" and not call.context.startswith("stream"):
        yield invalid(
            0,
            "nginx has a log format `combined` itself, which cannot be defined again",
            "Choose a name of your own.",
            rule="duplicate-directive",
        )
        return
    for arg, text in enumerate(call.args[1:], 1):
        if arg == 1 and text.startswith("escape="):
            how = text[7:]
            if how not in ("default", "json", "none"):
                yield invalid(arg, f"`escape=` takes `default`, `json` or `none`, not {shown(how)}")
                return
            continue
        wrong = list(check_text(arg, text))
        if wrong:
            yield from wrong
            return


_CACHE_WORDS = {
    "max=": "num",
    "inactive=": "sec",
    "min_uses=": "num",
    "valid=": "sec",
    "off": "",
}


def _open_log_file_cache(call: Call) -> Iterator[Problem]:
    most = None
    for arg, value in enumerate(call.args):
        key = split_word(value, _CACHE_WORDS)
        if key is None:
            yield from unknown_word(call.dialect, call.fact, arg, value, _CACHE_WORDS)
            return
        wrong = list(check_value(arg, key, value[len(key) :], _CACHE_WORDS[key] or "any"))
        if wrong:
            yield from wrong
            return
        if key == "max=":
            most = int(value[4:])
    if not most and "off" not in call.args:
        yield invalid(
            0, "`open_log_file_cache` needs `max=`", "Write the most files to keep open: `max=100`."
        )


CHECKERS = {
    "access_log": _access_log,
    "error_log": _error_log,
    "log_format": _log_format,
    "open_log_file_cache": _open_log_file_cache,
}
