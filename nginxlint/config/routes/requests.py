"""One request, and what the variables are for it while nginx runs ``set``, ``if``, ``rewrite`` and
``return``.

Only what follows from the request and the configuration has a value. For all else, such as cookies, the
client's address or files of the machine, ``UnknownError`` is raised, and nothing is claimed of the request.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from nginxlint.config.blocks.locations import location_of
from nginxlint.config.known import is_complete
from nginxlint.config.variables.client import Definition, definitions
from nginxlint.config.variables.regexes import map_pattern, patterns
from nginxlint.nginx.regex.matching import LimitError, search
from nginxlint.nginx.variables import named_groups, variables_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tree import Directive

NAME = "some-page"
"""The name in the path of a request for something that is no file."""

_ROOT = "\0root"
"""What stands for the folder of the files; it must not get into an address."""

MAX_LENGTH = 8000
"""Characters of a path; nginx takes no longer one from a client (``large_client_header_buffers``)."""


class UnknownError(Exception):
    """Nobody can tell: it depends on something that neither the request nor the configuration says."""


class Request(NamedTuple):
    """A ``GET`` with a ``Host`` (empty if nobody can tell it) and no cookies.

    ``path`` is decoded, ``port`` that of nginx.
    """

    path: str
    args: str = ""
    scheme: str = "http"
    host: str = "localhost"
    port: int = 80

    @property
    def uri(self) -> str:
        """The path with the arguments."""
        return f"{self.path}?{self.args}" if self.args else self.path

    @property
    def authority(self) -> str:
        """The host, with the port unless it is the usual one."""
        usual = 443 if self.scheme == "https" else 80
        return self.host if self.port == usual else f"{self.host}:{self.port}"

    @property
    def url(self) -> str:
        """The whole address."""
        return f"{self.scheme}://{self.authority}{self.uri}"


class Patience:
    """How much may be tried to answer one question: what takes longer stays unknown."""

    def __init__(self, left: int = 60_000) -> None:
        self.left = left

    def spend(self, count: int = 1) -> None:
        """Take that many tries off; raises ``UnknownError`` once there are none left."""
        self.left -= count
        if self.left < 0:
            raise UnknownError

    def read(self, lines: int) -> None:
        """Take off what it costs to go through lines of which most are none of the matter."""
        self.spend(lines // 16 + 1)


class State:
    """A request on its way: its path and arguments as they are now, and what was captured and set."""

    def __init__(
        self, configuration: Configuration, server: Directive, request: Request, patience: Patience
    ) -> None:
        self.patience = patience
        self.configuration = configuration
        self.server = server
        self.request = request
        self.path = request.path
        self.args = request.args
        self.captures: tuple[str | None, ...] | None = ()
        self._set: dict[str, str | None] = {}
        self._mapped: dict[str, str] = {}

    def search(self, pattern: str, caseless: bool, subject: str, *, resets: bool = False) -> bool:
        """Match as ngx_http_regex_exec does; captures stay where it fails, unless it ``resets`` them."""
        self.patience.spend()
        try:
            found = search(pattern, caseless, subject)
        except LimitError as error:
            raise UnknownError from error
        if found is None:
            if resets:
                self.captures = ()
            return False
        self.captures = found.groups
        for name in named_groups(pattern):
            self._set[name.lower()] = _group(pattern, name, found.groups)
        return True

    def assign(self, line: Directive) -> None:
        """Run a ``set``."""
        if len(line.args) != 2:
            raise UnknownError
        try:
            value: str | None = self.text(str(line.args[1]))
        except UnknownError:
            value = None
        self._set[str(line.args[0])[1:].lower()] = value

    def text(self, text: str) -> str:
        """The text with the values of its variables."""
        uses = variables_in(text)
        if not uses:
            return text
        parts = []
        done = 0
        for use in uses:
            parts.append(text[done : use.start])
            parts.append(self._capture(int(use.name)) if use.capture else self._variable(use.name.lower()))
            done = use.end
        parts.append(text[done:])
        whole = "".join(parts)
        if len(whole) > MAX_LENGTH:
            raise UnknownError
        return whole

    def address(self, text: str) -> str:
        """A text that becomes a path or the target of a redirect."""
        whole = self.text(text)
        if "\0" in whole or not whole or not whole.isascii():
            raise UnknownError
        return whole

    def _capture(self, number: int) -> str:
        if self.captures is None:
            raise UnknownError
        return (self.captures[number] if number < len(self.captures) else None) or ""

    def _variable(self, name: str) -> str:
        if name in self._set:
            value = self._set[name]
        elif name in self._mapped:
            return self._mapped[name]
        else:
            found = definitions(self.configuration).get(name, [])
            kinds = {one.kind for one in found}
            if kinds == {"set"}:
                return ""  # ngx_http_rewrite_var: it was not set on this way
            value = self._own(name) if not kinds else self._map(found) if kinds == {"map"} else None
            if kinds and value is not None:
                self._mapped[name] = value
        if value is None:
            raise UnknownError
        return value

    def _own(self, name: str) -> str | None:
        """The value of one of nginx's variables, ``None`` if nobody knows it."""
        request = self.request
        match name:
            case "uri" | "document_uri":
                return self.path
            case "request_uri":
                return request.uri
            case "args" | "query_string":
                return self.args
            case "is_args":
                return "?" if self.args else ""
            case "host":
                return request.host or None
            case "http_host":
                return request.authority if request.host else None
            case "scheme":
                return request.scheme
            case "https":
                return "on" if request.scheme == "https" else ""
            case "server_port":
                return str(request.port)
            case "request_method":
                return "GET"
            case "server_name":
                names = [name for line in self.server.all("server_name") for name in line.args]
                return str(names[0]).lower() if names and not names[0].startswith(("~", "*", ".")) else None
            case "document_root" | "realpath_root":
                return _ROOT
            case "request_filename":
                return _ROOT + self.path
        if name.startswith("arg_"):
            pairs = (pair.partition("=") for pair in self.args.split("&"))
            return next((value for key, _, value in pairs if key.lower() == name[4:]), "")
        return None

    def _map(self, found: list[Definition]) -> str | None:
        """The value of a ``map`` (ngx_http_map_find), ``None`` if it has lines that can't be followed."""
        block = found[0].block
        if len(found) > 1 or not is_complete(self.configuration, block) or not block.args:
            return None
        subject = self.text(str(block.args[0]))
        self.patience.read(len(block.children or ()))
        default, fitting = "", None
        for line in block.children or ():
            key, pattern = str(line.name), map_pattern(line, "")
            if not line.args:
                if key == "hostnames":
                    return None
            elif pattern is not None:
                if fitting is None and self.search(pattern.text, pattern.caseless, subject):
                    fitting = str(line.args[-1])
            elif key == "default":
                default = str(line.args[-1])
            elif key.removeprefix("\\").lower() == subject.lower():
                return self.text(str(line.args[-1]))
        return self.text(default if fitting is None else fitting)

    def holds(self, condition: Directive) -> bool:
        """Whether the condition of an ``if`` holds (ngx_http_rewrite_if_condition)."""
        args = [str(arg) for arg in condition.args]
        match args:
            case [variable] if variable.startswith("$"):
                return self.text(variable) not in ("", "0")
            case [variable, "=" | "!=" as operator, value]:
                return (self.text(variable) == self.text(value)) == (operator == "=")
            case [variable, operator, pattern] if operator.lstrip("!").rstrip("*") == "~":
                fits = self.search(pattern, operator.endswith("*"), self.text(variable), resets=True)
                return fits != operator.startswith("!")
            case [test, path] if test.lstrip("!") in ("-f", "-d", "-e", "-x") and NAME in self.text(path):
                return test.startswith("!")
        raise UnknownError


def _group(pattern: str, name: str, groups: tuple[str | None, ...]) -> str | None:
    """What a named group captured, ``None`` if nobody knows which number it has."""
    from nginxlint.nginx.regex.syntax import parse

    regex = parse(pattern, False)
    number = None if regex is None else regex.names.get(name)
    return None if number is None or number >= len(groups) else groups[number] or ""


def sample_paths(line: Directive) -> Iterator[str]:
    """Paths of requests that may come to a line; the same is never tried twice."""
    found: dict[str, None] = {}
    around = [line, *line.ancestors()]
    stems = ["/"]
    for block in around:
        location = location_of(block)
        if location is not None and location.kind in ("exact", "prefix"):
            name = location.name
            if location.kind == "prefix":
                stems = [name if name.endswith("/") else f"{name}/"]
                found[stems[0] + NAME] = None
            found[name] = None
            break
    else:
        found[f"/{NAME}"] = None
    for block in around:
        for pattern in patterns(block) if block.name != "server_name" else ():
            if pattern.is_path:
                found.update(dict.fromkeys(_samples(pattern.text, pattern.caseless, stems[0])))
    yield from (path for path in found if path.startswith("/") and path.isascii() and path.isprintable())


@lru_cache(maxsize=1024)
def _samples(pattern: str, caseless: bool, stem: str) -> tuple[str, ...]:
    """Paths that a pattern fits, with a made-up name where it takes any."""
    from nginxlint.nginx.regex import charset
    from nginxlint.nginx.regex.meaning import filled, holding

    found = [
        filled(pattern, caseless, group, content, path=True)
        for group in (1, 2)
        for content in (NAME, stem[1:] + NAME, stem + NAME)
    ]
    found.append(holding(pattern, caseless, 0, charset.ALL, path=True))
    return tuple(dict.fromkeys(one.subject for one in found if one is not None))
