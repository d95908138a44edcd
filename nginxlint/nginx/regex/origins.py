"""Which foreign sites get by a regular expression that is meant to accept only one's own.

Texts that fit the pattern are made from it, changed as an attacker would, and matched again with PCRE2.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from nginxlint.nginx.regex import charset
from nginxlint.nginx.regex.matching import matches
from nginxlint.nginx.regex.syntax import Back, Chars, Choice, Group, Node, Repeat, Sequence, parse

MAX_CHOICES = 12
MAX_VALUE = 300
"""Characters of a value that is tried."""


class Bypass(NamedTuple):
    """A value that gets by. ``serious``: a browser really sends it from a site that anybody can register."""

    value: str
    serious: bool
    reason: str


@lru_cache(maxsize=1024)
def bypass(
    pattern: str,
    caseless: bool,
    header: Literal["origin", "referer"],
    domains: tuple[str, ...] = (),
    https_only: bool = False,
) -> Bypass | None:
    """A foreign value of the header that ``pattern`` accepts, ``None`` if none is found.

    ``domains`` are one's own, if they are known; with ``https_only`` plain http counts as foreign.
    """
    regex = parse(pattern, caseless)
    if regex is None:
        return None
    found: Bypass | None = None
    for choice in range(MAX_CHOICES):
        for optional in (False, True):
            builder = _Builder(choice, optional)
            dotted = builder.build(regex.tree, ".")
            plain = _Builder(choice, optional).build(regex.tree, "x")
            if len(dotted) > MAX_VALUE or not matches(pattern, caseless, dotted):
                continue
            for one in [*_unwanted(dotted, domains, https_only), *_attacks(dotted, plain, header)]:
                if matches(pattern, caseless, one.value):
                    if one.serious:
                        return one
                    found = found or one
        if choice >= builder.choices:
            break
    return found


class _Builder:
    """Makes a text that a pattern accepts: one alternative of each choice, optional parts taken or not."""

    def __init__(self, choice: int, optional: bool) -> None:
        self.choice = choice
        self.optional = optional
        self.choices = 0

    def build(self, node: Node, favourite: str) -> str:
        match node:
            case Chars(mask=mask):
                wide = mask & charset.of(".") and mask & charset.LOWER
                if wide:
                    return favourite if mask & charset.of(favourite) else charset.pick(mask)
                return charset.pick(mask)
            case Sequence(items=items):
                return "".join([self.build(item, favourite) for item in items])
            case Choice(options=options):
                self.choices = max(self.choices, len(options) - 1)
                return self.build(options[min(self.choice, len(options) - 1)], favourite)
            case Repeat(item=item, low=low, high=high):
                once = self.build(item, favourite)
                times = low or int(self.optional and high != 0)
                return once * min(times, MAX_VALUE // max(1, len(once)))
            case Group(item=item):
                return self.build(item, favourite)
            case Back():
                return ""
        return ""


_URL = re.compile(r"(?i)(https?://)?([^/:?#]*)(.*)", re.DOTALL)
_NAME = re.compile(r"(?i)[a-z0-9-]+(?:\.[a-z0-9-]+)+")


def _unwanted(value: str, domains: tuple[str, ...], https_only: bool) -> list[Bypass]:
    match = _URL.match(value)
    assert match is not None
    host = match[2].strip(".").lower()
    found = []
    if https_only and (match[1] or "").lower() == "http://":
        found.append(Bypass(value, True, "the page may have come over plain http"))
    if domains and not any(host == one or host.endswith("." + one) for one in domains):
        found.append(Bypass(value, True, "it is none of the allowed domains"))
    return found


def _attacks(dotted: str, plain: str, header: str) -> list[Bypass]:
    match = _URL.match(dotted)
    assert match is not None
    scheme, host, rest = match[1] or "", match[2], match[3]
    begin = scheme or "https://"
    is_origin = header == "origin"
    found = []
    host = host.strip(".")
    if _NAME.fullmatch(host):
        found.append(
            Bypass(f"{begin}{host}.evil.example{'' if is_origin else rest}", True, "more may follow the name")
        )
        own = ".".join(host.split(".")[-2:])
        found.append(
            Bypass(
                f"{begin}evil{own}{rest}",
                True,
                "more may stand before the name",
            )
        )
        other = _URL.match(plain)
        assert other is not None
        if other[1] == match[1] and _NAME.fullmatch(other[2]) and _site(other[2]) != _site(host):
            real = other[2].rpartition(".")[2] == host.rpartition(".")[2]
            found.append(Bypass(plain, real, "a `.` without backslash stands for any character"))
        elif other[1] == match[1] and "." not in other[2] and other[2] and "." in host:
            found.append(Bypass(plain, False, "a `.` without backslash stands for any character"))
    if scheme:
        value = "https://evil.example/?" + dotted
        found.append(Bypass(value, not is_origin, "anything may stand before it"))
        found.append(Bypass("x" + dotted, False, "anything may stand before it"))
    else:
        found.append(Bypass("https://evil.example/?" + dotted, not is_origin, "anything may stand before it"))
        found.append(Bypass(dotted, False, "it does not begin with `https://`, as each real value does"))
    if not is_origin and "#" in dotted:
        found.append(
            Bypass(dotted, False, "a real `Referer` has no part behind `#`, so that this never fits one")
        )
    if is_origin and rest.startswith("/"):
        found.append(Bypass(dotted, False, "a real `Origin` has no path, so that this never fits one"))
    return [one for one in found if not (is_origin and one.serious and "/" in one.value[8:])]


def _site(host: str) -> str:
    return ".".join(host.lower().split(".")[-2:])
