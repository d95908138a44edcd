"""The lines inside map, geo, split_clients, types and charset_map."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from nginxlint.nginx.problem import Problem
from nginxlint.nginx.values import numbers
from nginxlint.nginx.values.access import host_bits, not_a_network, wildcard_wrong
from nginxlint.nginx.values.addresses import ipv4, network
from nginxlint.nginx.values.names import check_groups
from nginxlint.nginx.values.regex import check_regex
from nginxlint.nginx.values.say import invalid, shown
from nginxlint.nginx.values.text import check_text

if TYPE_CHECKING:
    from nginxlint.nginx.dialect import Dialect

#: a line of a block: all its words
Line = Sequence[str]

#: a problem and the number of the line it is about
Found = tuple[int, Problem]

#: geo marks "no address" with this one and takes it literally
_LAST_ADDRESS = "255.255.255.255"


def check_entry(dialect: Dialect, block: str, args: Line, scope: str = "http") -> Iterator[Problem]:
    """Yield what nginx has against one line of a block; ``args`` are all its words.

    Problems count the words from 0, the first one of the line. For geo, the line is read as a
    network; :func:`check_body` knows of ``ranges``.
    """
    match block:
        case "map":
            yield from _map_entry(dialect, args, scope)
        case "geo":
            yield from _geo_entry(dialect, args, scope, ranges=False)
        case "split_clients":
            yield from _split_entry(args)
        case "charset_map":
            yield from _charset_entry(dialect, args, utf8=None)
        case "types":
            yield from _types_entry(args)
        case _:
            return


def check_body(
    dialect: Dialect,
    block: str,
    head: Sequence[str],
    lines: Sequence[Line],
    scope: str = "http",
) -> Iterator[Found]:
    """Yield what nginx has against the lines of a whole block, each with its line's number.

    ``head`` are the block's own arguments; ``lines`` must hold the lines of included files,
    if they are known. Says all that :func:`check_entry` says, and what depends on other lines.
    """
    bodies: dict[str, Callable[[], Iterator[Found]]] = {
        "map": lambda: _map_body(dialect, lines, scope),
        "geo": lambda: _geo_body(dialect, lines, scope),
        "split_clients": lambda: _split_body(lines),
        "charset_map": lambda: _charset_body(dialect, head, lines),
        "types": lambda: _types_body(lines),
    }
    found = bodies.get(block)
    if found is not None:
        yield from found()


def _count(args: Line, block: str, wants: str) -> Problem:
    said = f"a line in `{block}` is {wants}, and this one has {len(args)} words"
    at = 2 if len(args) > 2 else 0
    return invalid(at, said, "Put a value with blanks in quotes.", rule="invalid-argument-count")


def _map_entry(dialect: Dialect, args: Line, scope: str, *, hostnames: bool = False) -> Iterator[Problem]:
    if len(args) == 1 and args[0] in ("hostnames", "volatile"):
        return
    if len(args) != 2:
        yield _count(args, "map", "a value and its result")
        return
    key, value = args
    if key == "include":
        return
    wrong = list(check_text(1, value))
    if wrong or key == "default":
        yield from wrong
    elif key.startswith("~"):
        cut = 2 if key.startswith("~*") else 1
        yield from check_regex(0, key[cut:], caseless=cut == 2, offset=cut)
        yield from check_groups(dialect, 0, key, scope)
    elif hostnames and wildcard_wrong(key.removeprefix("\\")):
        yield invalid(
            0,
            f"{shown(key)} is not a host name: an asterisk stands for whole labels",
            "Write it as in `*.example.com` or `example.*`.",
        )


def _map_body(dialect: Dialect, lines: Sequence[Line], scope: str) -> Iterator[Found]:
    hostnames = default = False
    seen: set[str] = set()
    for number, args in enumerate(lines):
        wrong = list(_map_entry(dialect, args, scope, hostnames=hostnames))
        yield from ((number, problem) for problem in wrong)
        if any(problem.severity == "error" for problem in wrong):
            continue
        if len(args) == 1:
            hostnames = hostnames or args[0] == "hostnames"
            continue
        key = args[0]
        if key == "include" or key.startswith("~"):
            continue
        if key == "default":
            if default:
                yield number, invalid(0, "`default` is given twice", rule="duplicate-map-key")
            default = True
            continue
        plain = key.removeprefix("\\").lower()
        names = {plain, plain[1:]} if hostnames and plain.startswith(".") else {plain}
        if seen & names:
            yield (
                number,
                invalid(
                    0,
                    f"the value {shown(key)} is given twice; upper and lower case are the same",
                    "Take one of the two lines out.",
                    rule="duplicate-map-key",
                ),
            )
        seen |= names


def _geo_entry(dialect: Dialect, args: Line, scope: str, *, ranges: bool) -> Iterator[Problem]:
    if len(args) == 1:
        words = ["ranges"]
        if scope == "http":
            words.append("proxy_recursive")
        if dialect.version >= (1, 29, 3):
            words.append("volatile")
        if args[0] in words:
            return
    if len(args) != 2:
        yield _count(args, "geo", "a network and its value")
        return
    key = args[0]
    if key in ("include", "default"):
        return
    if key == "proxy" and scope == "http":
        yield from _network(1, args[1])
        return
    at = 1 if key == "delete" else 0
    if ranges:
        yield from _range(at, args[at])
    else:
        yield from _network(at, args[at])


def _network(arg: int, text: str) -> Iterator[Problem]:
    if text == _LAST_ADDRESS:
        return
    found = network(text)
    if found is None:
        yield not_a_network(arg, text, "geo")
    elif found.host_bits:
        yield host_bits(arg, text, found)


def _range(arg: int, text: str) -> Iterator[Problem]:
    first, dash, last = text.partition("-")
    start, end = ipv4(first), ipv4(last)
    if not dash or start is None or end is None:
        yield invalid(
            arg,
            f"{shown(text)} is not a range of addresses",
            "Write it as in `192.0.2.1-192.0.2.9`; without `ranges` write networks.",
        )
    elif start > end:
        yield invalid(
            arg,
            f"the range {shown(text)} ends before it begins",
            f"Write `{last}-{first}`.",
            f"{last}-{first}",
        )


def _geo_body(dialect: Dialect, lines: Sequence[Line], scope: str) -> Iterator[Found]:
    ranges = tree = included = False
    seen: set[object] = set()
    for number, args in enumerate(lines):
        wrong = list(_geo_entry(dialect, args, scope, ranges=ranges))
        yield from ((number, problem) for problem in wrong)
        if any(problem.severity == "error" for problem in wrong):
            continue
        if list(args) == ["ranges"]:
            if tree:
                yield (
                    number,
                    invalid(0, "`ranges` must stand before the networks", "Put it first in the block."),
                )
            ranges = True
        if len(args) != 2 or args[0] == "proxy":
            continue
        key = args[0]
        if key == "include":
            included = True
            continue
        tree = tree or not ranges
        deleted = key == "delete"
        net = _normal(args[1] if deleted else key, ranges=ranges)
        if deleted:
            if net not in seen and not included:
                yield number, _noted(1, f"`{args[1]}` is not in the block: nginx warns")
            seen.discard(net)
            continue
        if net in seen:
            yield (
                number,
                _noted(0, f"`{key}` is given twice: nginx warns and takes the later value"),
            )
        seen.add(net)


def _normal(text: str, *, ranges: bool) -> object:
    """Return what two spellings of one network have in common."""
    if text == "default":
        return "default" if ranges else (32, 0, 0)
    if ranges:
        first, _, last = text.partition("-")
        return ipv4(first), ipv4(last)
    found = network(text)
    return (found.bits, found.address, found.prefix) if found else text


def _noted(arg: int, message: str) -> Problem:
    return Problem("duplicate-map-key", "warning", arg, message, "Take the line out.")


def _split_entry(args: Line) -> Iterator[Problem]:
    # nginx does not count the words here
    share = args[0]
    if share == "*":
        return
    value = numbers.fixed_point(share[:-1], 2) if share.endswith("%") else None
    if not value:
        plain = numbers.fixed_point(share, 2)
        mended = f"{share}%" if plain else None
        yield invalid(
            0,
            f"{shown(share)} is not a share",
            f"Write `{mended}`."
            if mended
            else "Write a percentage above 0 with at most two decimals, as in `0.5%`, or `*`.",
            mended,
        )


def _split_body(lines: Sequence[Line]) -> Iterator[Found]:
    total = 0
    for number, args in enumerate(lines):
        wrong = list(_split_entry(args))
        if wrong:
            yield from ((number, problem) for problem in wrong)
            return
        share = args[0]
        total = 10000 if share == "*" else total + (numbers.fixed_point(share[:-1], 2) or 0)
        if total > 10000:
            yield (
                number,
                invalid(
                    0,
                    f"the shares add up to more than 100 % ({total / 100:g} % with this line)",
                    "Lower them, and give the rest to `*`.",
                ),
            )
            return


def _hex(text: str) -> int | None:
    try:
        value = int(text, 16) if text and all(c in "0123456789abcdefABCDEF" for c in text) else -1
    except ValueError:
        return None
    return value if 0 <= value <= 255 else None


def _charset_entry(dialect: Dialect, args: Line, *, utf8: bool | None) -> Iterator[Problem]:
    """``utf8``: whether the second column is UTF-8; None: not known, either will do."""
    if len(args) != 2:
        yield _count(args, "charset_map", "two codes")
    elif _hex(args[0]) is None:
        yield invalid(0, f"{shown(args[0])} is not a code", "Write two hexadecimal digits.")
    elif (utf8 is not True and _hex(args[1]) is not None) or (
        utf8 is not False and _utf8_code(dialect, args[1])
    ):
        return
    else:
        yield invalid(1, f"{shown(args[1])} is not a code", "Write the hexadecimal digits of its bytes.")


def _utf8_code(dialect: Dialect, text: str) -> bool:
    """Return whether ``text`` is a character of the basic plane in UTF-8, as hexadecimal digits
    (ngx_http_charset_map; bytes behind the character are passed over)."""
    pairs = [text[i : i + 2] for i in range(0, len(text), 2)]
    if len(text) // 2 > (3 if dialect.version >= (1, 31, 3) else 4):
        return False
    if any(len(pair) != 2 or _hex(pair) is None for pair in pairs):
        return False
    try:
        char = bytes.fromhex(text).decode("utf-8", "replace")[:1]
    except ValueError:
        return False
    return char != "\ufffd" and bool(char) and ord(char) <= 0xFFFF


def _charset_body(dialect: Dialect, head: Sequence[str], lines: Sequence[Line]) -> Iterator[Found]:
    utf8 = len(head) == 2 and head[1].lower() == "utf-8"
    for number, args in enumerate(lines):
        wrong = _charset_entry(dialect, args, utf8=utf8)
        yield from ((number, problem) for problem in wrong)


def _types_entry(args: Line) -> Iterator[Problem]:
    if args[0] == "include" and len(args) != 2:
        yield _count(args, "types", "`include` and one file")


def _types_body(lines: Sequence[Line]) -> Iterator[Found]:
    given: dict[str, str] = {}
    for number, args in enumerate(lines):
        yield from ((number, problem) for problem in _types_entry(args))
        if args[0] == "include":
            continue
        for arg, extension in enumerate(args[1:], 1):
            if extension in given:
                yield (
                    number,
                    Problem(
                        "duplicate-mime-extension",
                        "warning",
                        arg,
                        f"the extension `{extension}` already has the type "
                        f"`{given[extension]}`: nginx warns and takes the later one",
                        "Take one of the two out.",
                    ),
                )
            given[extension] = args[0]
