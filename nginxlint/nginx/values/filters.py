"""Directives of nginx's filter modules with a grammar of their own (src/http/modules)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nginxlint.nginx.values import numbers
from nginxlint.nginx.values.say import choice, invalid, shown
from nginxlint.nginx.values.slots import check_size, check_time
from nginxlint.nginx.values.text import check_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.nginx.problem import Problem
    from nginxlint.nginx.values.call import Call
    from nginxlint.nginx.values.params import Words

_BROWSERS: Words = dict.fromkeys(("msie", "gecko", "opera", "safari", "konqueror"), "")


def _charset(call: Call) -> Iterator[Problem]:
    if call.args[0] == "$":
        yield invalid(0, "a `$` without the name of a variable", rule="invalid-variable-name")


def _charset_map(call: Call) -> Iterator[Problem]:
    first, second = (arg.lower() for arg in call.args)
    if first == second:
        yield invalid(1, f"`charset_map` goes from {shown(first)} to the same charset")
    elif first == "utf-8" and call.dialect.version >= (1, 31, 3):
        yield invalid(0, "`charset_map` takes `utf-8` only as the second charset", "Swap the two columns.")


def _amount(text: str) -> int | None:
    """ngx_http_image_filter_value: a number, or -1 for a dash."""
    return -1 if text == "-" else numbers.number(text)


def _image_filter(call: Call) -> Iterator[Problem]:
    args = call.args
    words = {1: ("off", "test", "size"), 2: ("rotate",), 3: ("resize", "crop")}[len(args)]
    if args[0] not in words:
        yield invalid(
            0,
            f"`image_filter` with {len(args) - 1} numbers takes {choice(words)}, not {shown(args[0])}",
        )
        return
    for arg, text in enumerate(args[1:], 1):
        if "$" in text:
            yield from check_text(arg, text)
        elif args[0] == "rotate":
            if text not in ("90", "180", "270"):
                yield invalid(arg, f"`rotate` takes 90, 180 or 270, not {shown(text)}")
                return
        elif not _amount(text):
            yield invalid(arg, f"{shown(text)} is not a width or height", "Write pixels, or `-` for either.")
            return


def _image_number(call: Call) -> Iterator[Problem]:
    text, name = call.args[0], call.fact.name
    if "$" in text:
        yield from check_text(0, text)
        return
    value = _amount(text)
    if name.endswith("_quality") and value == -1:
        # the dash becomes the largest unsigned number, which is compared as signed: refused
        value = 0
    least = 0 if name == "image_filter_sharpen" else 1
    # for sharpen what is no number counts as 0 and is accepted
    if least and (value is None or value < least):
        yield invalid(0, f"`{name}` takes a number of 1 or more, not {shown(text)}")


def _userid_expires(call: Call) -> Iterator[Problem]:
    if call.args[0] not in ("max", "off"):
        yield from check_time(0, "userid_expires", call.args[0], seconds=True)


def _userid_mark(call: Call) -> Iterator[Problem]:
    text = call.args[0]
    if text != "off" and not re.fullmatch(r"[0-9A-Za-z=]", text):
        yield invalid(0, f"`userid_mark` takes `off` or one letter, digit or `=`, not {shown(text)}")


def _sub_filter(call: Call) -> Iterator[Problem]:
    if not call.args[0]:
        yield invalid(0, "`sub_filter` has nothing to look for", "Write the text to replace.")
        return
    for arg, text in enumerate(call.args):
        yield from check_text(arg, text)


def _power(call: Call) -> Iterator[Problem]:
    name, text = call.fact.name, call.args[0]
    size = numbers.size(text)
    most = 32 if name == "gzip_window" else 128
    if size is None:
        yield from check_size(0, name, text)
    elif size not in [512 << step for step in range(9) if 512 << step <= most * 1024]:
        yield invalid(
            0,
            f"`{name}` takes 512 or a power of two from 1k to {most}k, not {shown(text)}",
        )


def _modern_browser(call: Call) -> Iterator[Problem]:
    args = call.args
    if len(args) == 1:
        if args[0] != "unlisted":
            yield invalid(0, f"`modern_browser {args[0]}` has no version", "Write it behind.")
        return
    if args[0].lower() not in _BROWSERS:
        yield invalid(0, f"`modern_browser` knows {choice(_BROWSERS)}, not {shown(args[0])}")
    elif not re.fullmatch(r"[0-9.]*", args[1]):
        yield invalid(1, f"{shown(args[1])} is not a version", "Write digits and dots.")


def _texts(call: Call) -> Iterator[Problem]:
    for arg, text in enumerate(call.args[1:], 1):
        yield from check_text(arg, text)


CHECKERS = {
    "charset": _charset,
    "source_charset": _charset,
    "charset_map": _charset_map,
    "image_filter": _image_filter,
    "image_filter_jpeg_quality": _image_number,
    "image_filter_webp_quality": _image_number,
    "image_filter_sharpen": _image_number,
    "userid_expires": _userid_expires,
    "userid_mark": _userid_mark,
    "sub_filter": _sub_filter,
    "gzip_window": _power,
    "gzip_hash": _power,
    "modern_browser": _modern_browser,
    "xslt_param": _texts,
    "xslt_string_param": _texts,
    "xslt_stylesheet": _texts,
}
