"""Which header fields hold in a block.

ngx_http_headers_merge in src/http/modules/ngx_http_headers_filter_module.c.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from nginxlint.config.inherit import effective, own, value
from nginxlint.config.kept import kept
from nginxlint.config.known import from_template
from nginxlint.config.variables.client import client_texts
from nginxlint.nginx.values import numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tokens import Token
    from nginxlint.syntax.tree import Directive


class Lost(NamedTuple):
    """Lines around ``block`` without effect in it, since it has ``own`` ones of that name."""

    block: Directive
    own: list[Directive]
    lines: list[Directive]


def inherit_mode(configuration: Configuration, block: Directive | None, name: str) -> str:
    """What ``add_header_inherit`` says in a block: ``on`` (replaced as a whole), ``off`` or ``merge``."""
    if f"{name}_inherit" not in configuration.by_name:
        return "on"
    while block is not None:
        line = block.last(f"{name}_inherit")
        if line is not None and line.args:
            return str(line.args[0]).lower()
        block = block.parent
    lines = configuration.around(f"{name}_inherit")
    return next((str(one.args[0]).lower() for one in lines if one.args), "on")


def in_effect(configuration: Configuration, block: Directive | None, name: str) -> list[Directive]:
    """The ``add_header`` (or ``add_trailer``) lines that hold in a block.

    ``None`` for a fragment's top level.
    """
    if block is None:
        return configuration.around(name)
    held = own(configuration, block, name)
    mode = inherit_mode(configuration, block, name)
    if mode == "off" or (held and mode != "merge"):
        return held
    return [*in_effect(configuration, block.parent, name), *held]


def lost(configuration: Configuration, name: str) -> Iterator[Lost]:
    """The blocks whose own ``add_header`` (or ``add_trailer``) lines silently replace those around them."""
    seen: set[int] = set()
    for line in configuration.named(name):
        block = line.parent
        if block is None or id(block) in seen:
            continue
        seen.add(id(block))
        if inherit_mode(configuration, block, name) != "on":
            continue
        outer = in_effect(configuration, block.parent, name)
        if not outer:
            continue
        held = own(configuration, block, name)
        names = {str(one.args[0]).lower() for one in held if one.args}
        expires = name == "add_header" and effective(configuration, block, "expires")
        missing = [
            one
            for one in outer
            if len(one.args) > 1
            and one.args[1]
            and one.args[0].lower() not in names
            and one.args[0].lower() != "x-ua-compatible"  # for browsers that are gone
            # What is left of it by `expires` is what most are after.
            and not (expires and one.args[0].lower() == "cache-control" and not protects(one))
        ]
        if missing:
            yield Lost(block, held, missing)


_ALWAYS = frozenset(
    [
        "content-security-policy",
        "content-security-policy-report-only",
        "strict-transport-security",
        "x-frame-options",
        "x-content-type-options",
        "referrer-policy",
        "permissions-policy",
        "cross-origin-opener-policy",
        "cross-origin-embedder-policy",
        "cross-origin-resource-policy",
        "x-permitted-cross-domain-policies",
        "x-xss-protection",
        "feature-policy",
    ]
)


def protects(line: Directive) -> bool:
    """Whether an ``add_header`` line protects visitors.

    A security policy, or what keeps private answers private.
    """
    if len(line.args) < 2:
        return False
    name, text = str(line.args[0]).lower(), str(line.args[1]).lower()
    match name:
        case "cache-control":
            return "no-store" in text or "private" in text
        case "content-disposition":
            return text.startswith("attachment")
    return name in _ALWAYS


_SCRIPTS = ("js_", "perl", "content_by_lua", "header_filter_by_lua")
_PROXIES = ("proxy", "fastcgi", "uwsgi", "scgi", "grpc")


def doubles_content_type(configuration: Configuration, line: Directive) -> bool:
    """Whether an ``add_header`` line puts a second ``Content-Type`` beside nginx's own or the backend's.

    Not where the backend's is hidden, where the answer has none (204, 304), where the line isn't sent, or
    where a script makes the answer, which may do as it likes.
    """
    if len(line.args) < 2 or line.args[0].lower() != "content-type" or not line.args[1]:
        return False
    block = line.parent
    inside = () if block is None else (block, *block.walk())
    around = [
        hidden
        for name in _PROXIES
        if f"{name}_hide_header" in configuration.by_name
        for hidden in (
            configuration.around(f"{name}_hide_header")
            if block is None
            else effective(configuration, block, f"{name}_hide_header")
        )
    ]
    if any(
        one.name.endswith("_hide_header") and one.args and one.args[0].lower() == "content-type"
        for one in (*around, *inside)
    ) or any(one.name.startswith(_SCRIPTS) for one in inside):
        return False
    returned = None if block is None else block.first("return")
    code = str(returned.args[0]) if returned is not None and returned.args else ""
    if code in ("204", "304", "444") or (code[:1] in ("4", "5") and "always" not in line.args[2:]):
        return False
    return block is None or value(configuration, block, "default_type") != ""


_FIELD_LINES = (
    "add_header",
    "add_trailer",
    "proxy_set_header",
    "grpc_set_header",
    "more_set_headers",
    "more_set_input_headers",
    "return",
)


class Broken(NamedTuple):
    """A word of ``line`` that becomes a header field with a line break in it; ``text`` is what it can be."""

    line: Directive
    word: Token
    text: str

    @property
    def rest(self) -> str:
        """What stands behind the line break, with the blanks it begins with."""
        return re.split(r"\r\n?|\n", self.text, maxsplit=1)[1]

    @property
    def reaches_backend(self) -> bool:
        """Whether the field is sent to a backend and not to the visitor."""
        return self.line.name in ("proxy_set_header", "grpc_set_header", "more_set_input_headers")


def broken_fields(configuration: Configuration) -> Iterator[Broken]:
    """Header fields into which the configuration itself puts a line break, also by way of variables."""
    variables = _breaks_in_variables(configuration)
    for line in configuration.named(*_FIELD_LINES):
        for arg in line.args:
            if "\n" in arg or "\r" in arg or (variables and "$" in arg):
                break
        else:
            continue
        for word in _field_words(line):
            text = _broken_text(configuration, line, word)
            if text is not None:
                yield Broken(line, word, text)


def _field_words(line: Directive) -> list[Token]:
    """The words of a line that become a header field."""
    if line.name.startswith("more_"):
        before = ["", *line.args]
        return [
            word
            for option, word in zip(before, line.args, strict=False)
            if not word.startswith("-") and option not in ("-s", "-t")
        ]
    if line.name != "return":
        return line.args[:2]
    is_redirect = len(line.args) == 2 and line.args[0] in ("301", "302", "303", "307", "308")
    return line.args[1:] if is_redirect else []


def _broken_text(configuration: Configuration, line: Directive, word: Token) -> str | None:
    if "\n" in word or "\r" in word:
        return str(word)
    for pieces in client_texts(configuration, line, word) if "$" in word else ():
        for piece in pieces:
            if isinstance(piece, str) and ("\n" in piece or "\r" in piece):
                return piece
    return None


@kept
def _breaks_in_variables(configuration: Configuration) -> bool:
    """Whether a ``set`` or a line of a ``map`` has a line break in its value."""
    lines = [*configuration.by_name.get("set", ())]
    for block in configuration.by_name.get("map", ()):
        lines.extend(block.children or ())
    return any("\n" in line.args[-1] or "\r" in line.args[-1] for line in lines if line.args)


_SINGLE = {
    "strict-transport-security": "browsers look at the first one only",
    "x-frame-options": "browsers that find two different ones let nobody frame the page, or ignore both",
    "x-content-type-options": "browsers look at the first one only",
    "access-control-allow-origin": "browsers refuse the answer if there is more than one",
    "access-control-allow-credentials": "browsers refuse the answer if there is more than one",
    "access-control-max-age": "browsers look at one only",
    "cross-origin-opener-policy": "browsers that find two ignore both",
    "cross-origin-embedder-policy": "browsers that find two ignore both",
    "cross-origin-resource-policy": "browsers that find two ignore both",
    "x-xss-protection": "browsers look at one only",
    "content-disposition": "browsers look at one only, and not all at the same",
    "location": "clients that find two refuse the answer or follow either",
    "retry-after": "clients look at one only",
}
"""Fields of which an answer may have one, with what becomes of two."""


class Double(NamedTuple):
    """A field that is sent twice: by ``line`` and by ``earlier``; ``effect`` is what comes of it.

    ``differs`` says that the two contradict each other.
    """

    line: Directive
    earlier: Directive
    effect: str
    differs: bool


def doubles(configuration: Configuration) -> Iterator[Double]:
    """Fields of which an answer may have one only, but which are added twice.

    By two ``add_header`` lines that hold together, or by ``expires`` and an ``add_header`` that contradicts
    it.
    """
    blocks = {id(line.parent): line.parent for line in configuration.named("add_header")}
    for block in blocks.values():
        seen: dict[str, Directive] = {}
        for line in in_effect(configuration, block, "add_header"):
            if len(line.args) < 2 or not line.args[1]:
                continue
            name = str(line.args[0]).lower()
            earlier = seen.setdefault(name, line)
            if name in ("cache-control", "expires"):
                yield from _against_expires(configuration, line, block)
            if earlier is line or name not in _SINGLE or from_template(configuration, line, earlier):
                continue
            if line.parent is not block and earlier.parent is not block:
                continue
            # Of two variables one may be empty, and then it isn't sent.
            if "$" not in line.args[1] and "$" not in earlier.args[1]:
                differs = line.args[1].lower() != earlier.args[1].lower()
                both = name.startswith(("access-control-allow-", "cross-origin-", "location")) or differs
                yield Double(line, earlier, _SINGLE[name] if both else "once is enough", differs)


def _against_expires(
    configuration: Configuration, line: Directive, block: Directive | None
) -> Iterator[Double]:
    """``add_header Cache-Control`` with a time of its own beside an ``expires`` with another one."""
    if block is None or line.parent is not block or "$" in line.args[1]:
        return
    held = effective(configuration, block, "expires")
    if not held or not held[0].args or "$" in held[0].args[-1] or held[0].args[-1].lower() == "off":
        return
    text = str(line.args[1]).lower()
    if line.args[0].lower() == "expires":
        yield Double(line, held[0], "the two times contradict each other", differs=False)
        return
    age = _max_age(str(held[0].args[-1]))
    own_age = re.search(r"max-age=(\d{1,18})", text)
    forbids = re.search(r"no-store|no-cache", text) is not None
    if age is not None and ((own_age and int(own_age[1]) != age) or (age and forbids)):
        yield Double(
            line, held[0], "each browser and cache goes by another of the two", bool(age and forbids)
        )


def _max_age(expires: str) -> int | None:
    """The ``max-age`` that ``expires`` sends (ngx_http_set_expires), 0 for none, ``None`` if it depends."""
    if expires == "max":
        return 315_360_000
    if expires == "epoch" or expires.startswith("-"):
        return 0
    return None if expires.startswith("@") else numbers.time(expires.removeprefix("+"), seconds=True)
