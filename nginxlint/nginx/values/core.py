"""Directives at the top level and in events (src/core/nginx.c, src/event/ngx_event.c)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.nginx.values import numbers
from nginxlint.nginx.values.params import check_value
from nginxlint.nginx.values.say import choice, invalid, shown
from nginxlint.nginx.values.slots import check_number, no_variable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.nginx.problem import Problem
    from nginxlint.nginx.values.call import Call

#: bits of a cpu_set_t
_CPUS = 1024

_FOREIGN = {
    "poll": "an nginx built with `--with-poll_module`",
    "select": "an nginx built with `--with-select_module`",
    "kqueue": "BSD and macOS",
    "eventport": "Solaris",
    "/dev/poll": "Solaris",
    "iocp": "Windows",
}


def _worker_processes(call: Call) -> Iterator[Problem]:
    text = call.args[0]
    if text == "auto" or numbers.number(text) is not None:
        return
    variable = no_variable(0, "worker_processes", text)
    if variable is not None:
        yield variable
        return
    slip = text.lower() == "auto"
    yield invalid(
        0,
        f"`worker_processes` takes a number or `auto`, not {shown(text)}",
        "Write `auto`." if slip else None,
        "auto" if slip else None,
        safe=slip,
    )


def _worker_connections(call: Call) -> Iterator[Problem]:
    yield from check_number(0, "worker_connections", call.args[0])


def _worker_priority(call: Call) -> Iterator[Problem]:
    text = call.args[0]
    if numbers.number(text[1:] if text[:1] in ("+", "-") else text) is None:
        yield invalid(0, f"`worker_priority` takes a number, not {shown(text)}", "Write one from -20 to 20.")


def _worker_cpu_affinity(call: Call) -> Iterator[Problem]:
    masks = list(enumerate(call.args))
    if call.args[0] == "auto":
        if len(call.args) > 2:
            yield invalid(
                2,
                "`worker_cpu_affinity auto` takes one mask at most",
                rule="invalid-argument-count",
            )
            return
        masks = masks[1:]
    for arg, mask in masks:
        if len(mask) > _CPUS:
            yield invalid(arg, f"a mask of `worker_cpu_affinity` has at most {_CPUS} digits")
            return
        wrong = next((char for char in mask if char not in "01 "), None)
        if wrong is not None:
            yield invalid(
                arg,
                f"a mask of `worker_cpu_affinity` has only the digits 0 and 1, not `{wrong}`",
                "Write a digit for each CPU, as in `0101`, or `auto`.",
            )
            return


def _thread_pool(call: Call) -> Iterator[Problem]:
    threads = False
    for arg, text in enumerate(call.args[1:], 1):
        key, equals, value = text.partition("=")
        if not equals or key not in ("threads", "max_queue"):
            continue  # nginx passes over other words
        kind = "num1" if key == "threads" else "num"
        wrong = list(check_value(arg, f"{key}=", value, kind))
        if wrong:
            yield from wrong
            return
        threads = threads or key == "threads"
    if not threads:
        yield invalid(0, "`thread_pool` needs `threads=`", "Write how many: `thread_pool name threads=16;`.")


def _use(call: Call) -> Iterator[Problem]:
    text = call.args[0]
    if text == "epoll":
        return
    if text in _FOREIGN:
        yield invalid(
            0,
            f"`use {text}` works with {_FOREIGN[text]} only",
            "Take the line out: nginx chooses the best method itself.",
            severity="info",
        )
        return
    yield invalid(
        0,
        f"nginx has no event method {shown(text)}",
        "Take the line out: nginx chooses the best method itself.",
    )


def _protocol(call: Call) -> Iterator[Problem]:
    words = ("imap", "pop3", "smtp")
    if call.args[0] not in words:
        low = call.args[0].lower()
        yield invalid(
            0,
            f"`protocol` takes {choice(words)}, not {shown(call.args[0])}",
            f"Write `{low}`." if low in words else None,
            low if low in words else None,
            safe=low in words,
        )


def _degradation(call: Call) -> Iterator[Problem]:
    text = call.args[0]
    if not text.startswith("sbrk="):
        yield invalid(0, f"`degradation` takes `sbrk=size`, not {shown(text)}")
        return
    yield from check_value(0, "sbrk=", text[5:], "size")


CHECKERS = {
    "worker_processes": _worker_processes,
    "worker_connections": _worker_connections,
    "worker_priority": _worker_priority,
    "worker_cpu_affinity": _worker_cpu_affinity,
    "thread_pool": _thread_pool,
    "use": _use,
    "protocol": _protocol,
    "degradation": _degradation,
}
