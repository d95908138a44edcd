"""Random configurations that mean no good: every directive, with anything as arguments, anywhere.

What they are made of comes from nginx's own table, from a list of odd words, and from the fixtures of the
rules, so that the rules get far enough to stumble.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from linting import FIXTURES

from nginxlint.nginx import facts
from nginxlint.nginx.dialect import Dialect
from nginxlint.nginx.version import NEWEST
from nginxlint.syntax.tokens import tokenize
from nginxlint.text.source import Source

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

CONTEXTS = (
    "main",
    "events",
    "http",
    "server",
    "location",
    "if-in-server",
    "if-in-location",
    "limit_except",
    "upstream",
    "mail",
    "mail-server",
    "stream",
    "stream-server",
    "stream-upstream",
    "map",
    "geo",
    "types",
)
VERSIONS = ("1.14.0", "1.22.1", None)
TABLES = frozenset({"map", "geo", "types", "split_clients", "charset_map"})

ODD = (
    *('""', "''", "$", "${", "${}", "${a", "$1", "$9", "$a", "$host", "$uri", "$request_uri", "$args"),
    *("~", "~*", "!~", "!~*", "=", "!=", "^~", "@", "@a", "-f", "!-f", "(", ")", "($a", "($a)", "(!-f", "()"),
    *('"~*("', '"~(a"', '"~^(a+)+$"', '"~["', '"~(?<a>.*)"', '"~*^/(?<b>[^/]+)"', "~^(.*)$", '"("', '"^"'),
    *(
        "0",
        "-1",
        "1",
        "80",
        "443",
        "00",
        "0x10",
        "1e9",
        "65536",
        "99999999999999999999999",
        "1.5",
        "1k",
        "9G",
    ),
    *("on", "off", "ON", "none", "default", "any", "all", "_", "*", "*.", ".", "..", "/", "//", "/../", "-"),
    *(
        "é",
        '"ü ß"',
        "日本",
        "xn--",
        '"\\x00"',
        "%00",
        "%",
        "%zz",
        "\\",
        "\\\\",
        "\\n",
        '"\\""',
        "\u202e",
        "\ufeff",
    ),
    *(
        "[::]:",
        "[::]",
        "[",
        "]",
        "[::1]:80",
        "[::1",
        ":",
        ":80",
        "::",
        "*:80",
        "*:",
        "localhost:",
        "127.0.0.1",
    ),
    *(
        "unix:",
        "unix:/",
        "unix:/a:",
        "unix:/a:/b",
        "http://unix:",
        "http://unix:/a:/b",
        "http://unix:/a:",
        "//a",
    ),
    *(
        "http://",
        "https://",
        "http:",
        "http:///",
        "http://$a",
        "http://a:b/",
        "http://[::]:",
        "grpc://",
        "http://a",
    ),
    *(
        "a=",
        "=a",
        "a=b=c",
        "ssl",
        "proxy_protocol",
        "default_server",
        "ssl=",
        "backlog=",
        "resolve",
        "weight=x",
    ),
    *(
        "zone=",
        "zone=a",
        "zone=a:",
        "zone=a:1m",
        "keys_zone=",
        "keys_zone=a:10m",
        "rate=",
        "burst=x",
        "levels=1:",
    ),
    *(
        "10.0.0.0/8",
        "10.0.0.0/",
        "/8",
        "10.0.0.0/99",
        "::/0",
        "1.2.3.4-",
        "1.2.3.4-1.2.3.0",
        "301",
        "444",
        "=200",
    ),
    *(
        "TLSv1.3",
        "HIGH:!",
        "!",
        ":",
        "max-age=",
        '"max-age=x; preload"',
        "Host",
        "Set-Cookie",
        "Content-Type",
    ),
    *(
        '""""',
        "'$'",
        '"a b"',
        '"a;b"',
        '"{"',
        "a{",
        "nginx.conf",
        "*.conf",
        "/dev/null",
        "http2",
        "quic",
        "\x7f",
    ),
)


class Book:
    """What random configurations are written from: names by context, arguments of the fixtures."""

    def __init__(self) -> None:
        dialect = Dialect(NEWEST)
        self.dialect = dialect
        self.everywhere = sorted(facts.names())
        self.names = {context: sorted(dialect.names(context)) or self.everywhere for context in CONTEXTS}
        self.words: dict[str, list[list[str]]] = {}
        self.files: list[tuple[str, list[str]]] = []
        for path in sorted(FIXTURES.glob("rules/**/*.conf")):
            text = path.read_bytes().decode("utf-8", "replace")
            self._read(path.parent.name, text)
        self.usual = {
            context: [name for name in self.words if name in set(names)] or names
            for context, names in self.names.items()
        }

    def _read(self, name: str, text: str) -> None:
        written = []
        statement: list[str] = []
        for token in tokenize(Source("a.conf", text)).items:
            piece = text[token.start : token.end]
            written.append(piece)
            if not token.is_mark:
                statement.append(piece)
                continue
            if statement:
                self.words.setdefault(statement[0], []).append(statement[1:])
            statement = []
        self.files.append((name, written))


@cache
def book() -> Book:
    """The book, written once."""
    return Book()


def _arguments(chance: Random, name: str) -> list[str]:
    known = book().words.get(name)
    if known and chance.random() < 0.75:
        words = list(chance.choice(known))
        if chance.random() < 0.6:
            return words
        for _ in range(chance.randint(1, 2)):
            at = chance.randint(0, len(words))
            match chance.randint(0, 4):
                case 0:
                    words[at : at + 1] = []
                case 1:
                    words.insert(at, chance.choice(ODD))
                case 2:
                    words[at : at + 1] = [chance.choice(ODD)]
                case 3:
                    words = words[:at]
                case _:
                    words[at:at] = chance.choice(known)
        return words
    return [chance.choice(ODD) for _ in range(chance.choice((0, 1, 1, 1, 2, 2, 3, 5)))]


def _line(chance: Random, context: str, depth: int) -> str:
    if context in TABLES:
        return f"{' '.join(chance.choice(ODD) for _ in range(chance.choice((0, 1, 2, 2, 2, 2, 3))))};"
    here = book()
    dice = chance.random()
    if dice < 0.7:
        name = chance.choice(here.usual[context])
    elif dice < 0.9:
        name = chance.choice(here.names[context])
    else:
        name = chance.choice(here.everywhere)
    fact = here.dialect.find(name, context) or next(iter(here.dialect.facts(name)), None)
    head = " ".join([name, *_arguments(chance, name)])
    block = fact is not None and fact.block
    if chance.random() < 0.03:
        block = not block
    if not block:
        return f"{head};"
    inside = (here.dialect.child_context(fact, context) if fact else None) or chance.choice(CONTEXTS)
    if chance.random() < 0.05:
        inside = chance.choice(CONTEXTS)
    if inside not in CONTEXTS:
        inside = "map"
    count = 0 if depth > 5 else chance.choice((0, 1, 2, 4, 6, 8))
    return f"{head} {{\n{body(chance, inside, count, depth + 1)}\n}}"


def body(chance: Random, context: str, count: int, depth: int = 0) -> str:
    """That many random directives for a context, one below the other."""
    return "\n".join(_line(chance, context, depth) for _ in range(count))


def whole(chance: Random) -> str:
    """A whole nginx.conf, more or less."""
    maps = "\n".join(_line(chance, "http", 4) for _ in range(chance.randint(0, 6)))
    servers = "\n".join(
        f"server {{\n{body(chance, 'server', chance.randint(0, 12), 1)}\n}}"
        for _ in range(chance.randint(0, 4))
    )
    upstream = f"upstream a {{\n{body(chance, 'upstream', chance.randint(0, 3), 1)}\n}}"
    http = f"http {{\n{maps}\n{upstream}\n{servers}\n}}"
    return f"{body(chance, 'main', chance.randint(0, 3))}\nevents {{}}\n{http}\n"


def _spoil(chance: Random, pieces: list[str], others: Sequence[str]) -> None:
    at = chance.randrange(len(pieces) + 1)
    match chance.randint(0, 5):
        case 0:
            pieces[at : at + 1] = []
        case 1:
            pieces.insert(at, chance.choice(ODD))
        case 2:
            pieces[at : at + 1] = [chance.choice(ODD)]
        case 3:
            pieces[at : at + 1] = [chance.choice((";", "{", "}", ";"))]
        case 4:
            start = chance.randrange(len(others) + 1)
            pieces[at:at] = others[start : start + chance.randint(1, 12)]
        case _:
            del pieces[at : at + chance.randint(1, 8)]


def spoilt(chance: Random) -> str:
    """A fixture with some of its words gone, doubled, or replaced by odd ones or by some of another one."""
    files = book().files
    _, words = chance.choice(files)
    pieces = list(words)
    for _ in range(chance.choice((1, 1, 2, 3, 6))):
        _spoil(chance, pieces, chance.choice(files)[1])
    return " ".join(piece if piece not in (";", "{", "}") else f"{piece}\n" for piece in pieces)
