"""What a client can put into a text: the variables in it followed back to the request.

``set``, ``map``, ``geo``, ``split_clients`` and the captures of regular expressions are followed; what
can't be followed counts as unknown, and nothing is said about it.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from nginxlint.config.blocks.locations import location_of
from nginxlint.config.kept import kept
from nginxlint.config.variables.regexes import Pattern, captured_by, map_pattern, naming, patterns
from nginxlint.nginx.regex import charset
from nginxlint.nginx.variables import variables_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tree import Directive
    from nginxlint.text.source import Span

MAX_TEXTS = 48
"""Texts that one expression is unfolded into; beyond it nothing is said."""

MAX_DEPTH = 12
MAX_EFFORT = 60_000
"""Texts that are unfolded for one configuration; maps that use one another can multiply without end."""

_VISIBLE = charset.between(33, 126) | charset.between(128, 255)
_HEADER = charset.between(32, 255) & ~charset.of("\x7f") | charset.of("\t")
_ARGUMENT = _VISIBLE & ~charset.of("&#")
_HOST = _VISIBLE & ~charset.of("/")
_PATH = charset.ALL & ~1

_BUILT_IN = {
    "uri": _PATH,
    "document_uri": _PATH,
    "request_filename": _PATH,
    "fastcgi_script_name": _PATH,
    "fastcgi_path_info": _PATH,
    "request_uri": _VISIBLE & ~charset.of("#"),
    "args": _VISIBLE & ~charset.of("#"),
    "query_string": _VISIBLE & ~charset.of("#"),
    "request": _HEADER,
    "host": _HOST & ~charset.UPPER,
    "http_host": _HOST,
    "ssl_server_name": _HOST,
    "ssl_preread_server_name": _HOST,
    "content_type": _HEADER,
    "proxy_add_x_forwarded_for": _HEADER,
}
"""The bytes that a client can put in, by variable (src/http/ngx_http_variables.c and ngx_http_parse.c).

The path is decoded, so that any byte but NUL may be in it; what is passed on as it came holds no
white space and no control characters; ngx_http_validate_host lets no slash into a host.
"""

_PREFIXES = (
    ("arg_", _ARGUMENT),
    ("cookie_", _HEADER & ~charset.of(";")),
    ("http_", _HEADER),
)

_FIXED = frozenset(
    [
        "scheme",
        "server_name",
        "server_port",
        "server_addr",
        "server_protocol",
        "request_method",
        "remote_addr",
        "remote_port",
        "is_args",
        "https",
        "request_id",
        "msec",
        "time_iso8601",
        "time_local",
        "status",
        "hostname",
        "nginx_version",
        "pid",
        "connection",
        "binary_remote_addr",
        "realip_remote_addr",
        "ssl_protocol",
        "ssl_cipher",
        "document_root",
        "realpath_root",
        "proxy_host",
        "proxy_port",
        "request_length",
        "content_length",
        "body_bytes_sent",
        "bytes_sent",
        "limit_rate",
        "connection_requests",
        "pipe",
        "proxy_protocol_addr",
        "invalid_referer",
        "gzip_ratio",
        "upstream_cache_status",
        "upstream_addr",
        "upstream_status",
        "ssl_client_verify",
        "ssl_session_id",
        "http2",
        "http3",
        "server_addr",
    ]
)
"""Variables whose text the client doesn't choose, or only out of a few harmless ones."""


class Input(NamedTuple):
    """A piece of a text that the client chooses.

    ``variable`` is the built-in variable that it comes from (``$arg_url``), ``mask`` the bytes that it can
    hold (a set of nginxlint.nginx.regex.charset). ``pattern`` and ``group`` are the capture that cut it out
    of the variable, if one did. ``known`` is false where nobody can tell where the text comes from.
    """

    variable: str
    mask: int
    pattern: Pattern | None = None
    group: int | str = 0
    known: bool = True


Piece = str | Input
Text = tuple[Piece, ...]
"""A text in its pieces: constant ones and those that the client chooses."""

_UNKNOWN = Input("", 0, known=False)


def built_in(name: str) -> Input | None:
    """What a client can put into one of nginx's own variables (without ``$``), ``None`` if nothing."""
    low = name.lower()
    mask = _BUILT_IN.get(low)
    if mask is None:
        mask = next((mask for prefix, mask in _PREFIXES if low.startswith(prefix)), None)
    return None if mask is None else Input(f"${low}", mask)


class Definition(NamedTuple):
    block: Directive
    kind: str


@kept
def definitions(configuration: Configuration) -> dict[str, list[Definition]]:
    """The blocks and ``set`` lines that define each variable of http.

    By its name in lower case without ``$``.
    """
    found: dict[str, list[Definition]] = {}
    places = (("map", 1), ("geo", -1), ("split_clients", 1), ("set", 0))
    for kind, at in places:
        for directive in configuration.by_name.get(kind, ()):
            if directive.context is not None and directive.context.startswith("stream"):
                continue
            try:
                name = directive.args[at]
            except IndexError:
                continue
            if name.startswith("$"):
                found.setdefault(str(name)[1:].lower(), []).append(Definition(directive, kind))
    for kind in (
        "auth_request_set",
        "js_set",
        "perl_set",
        "set_by_lua_block",
        "set_by_lua",
        "keyval",
        "js_var",
    ):
        for directive in configuration.by_name.get(kind, ()):
            for arg in directive.args:
                if arg.startswith("$"):
                    found.setdefault(str(arg)[1:].lower(), []).append(Definition(directive, kind))
    return found


def client_texts(configuration: Configuration, directive: Directive, text: str) -> list[Text]:
    """The texts that an argument of ``directive`` can be, in pieces.

    Empty if they are too many to look at.
    """
    return _Unfolding(configuration).text(directive, str(text), None, 0)


def client_inputs(configuration: Configuration, directive: Directive, text: str) -> list[Input]:
    """The pieces of an argument that the client chooses, each once, in order.

    Those of unknown origin left out.
    """
    found: list[Input] = []
    for pieces in client_texts(configuration, directive, text):
        for piece in pieces:
            if isinstance(piece, Input) and piece.known and piece not in found:
                found.append(piece)
    return found


class _Effort:
    """The texts that may still be unfolded for a configuration."""

    def __init__(self) -> None:
        self.left = MAX_EFFORT


@kept
def _effort(_: Configuration) -> _Effort:
    return _Effort()


class _Unfolding:
    def __init__(self, configuration: Configuration) -> None:
        self.configuration = configuration
        self.definitions = definitions(configuration)
        self.effort = _effort(configuration)

    def text(self, directive: Directive, text: str, captures: Pattern | None, depth: int) -> list[Text]:
        """All texts that ``text`` can be at ``directive``; ``captures`` are those of a map's line."""
        uses = variables_in(text)
        if not uses:
            return [(text,)] if text else [()]
        self.effort.left -= 1
        if depth > MAX_DEPTH or self.effort.left < 0:
            return [(_UNKNOWN,)]
        parts: list[list[Text]] = []
        done = 0
        total = 1
        for use in uses:
            if use.start > done:
                parts.append([(text[done : use.start],)])
            if use.capture:
                values = self.capture(captures or captured_by(directive), int(use.name), depth)
                if captures is None and _escapes(directive):
                    values = [tuple(map(_escaped, pieces)) for pieces in values]
            else:
                values = self.variable(directive, use.name, captures, depth)
            parts.append(values)
            total *= max(1, len(values))
            if total > MAX_TEXTS:
                return []
            done = use.end
        if done < len(text):
            parts.append([(text[done:],)])
        return list(dict.fromkeys(tuple(_merged(whole)) for whole in product(*parts)))

    def capture(self, pattern: Pattern | None, group: int | str, depth: int) -> list[Text]:
        """What a capture can hold: a part of what the pattern is matched against."""
        from nginxlint.nginx.regex.meaning import capture_alphabet

        if pattern is None:
            return [(_UNKNOWN,)]
        allowed = capture_alphabet(pattern.text, pattern.caseless, group)
        if allowed is None:
            return [(_UNKNOWN,)]
        closed = _closed(pattern.text, pattern.caseless, group)
        if closed is not None:
            return [(value,) if value else () for value in closed]
        found: list[Text] = []
        for pieces in self.text(pattern.directive, pattern.subject, None, depth + 1):
            sources = [piece for piece in pieces if isinstance(piece, Input)]
            if any(not source.known for source in sources):
                found.append((_UNKNOWN,))
            elif sources:
                mask = allowed & _any(source.mask for source in sources)
                first = sources[0]
                found.append((Input(first.variable, mask, pattern if len(pieces) == 1 else None, group),))
            else:
                found.append(())
        return list(dict.fromkeys(found))

    def variable(self, directive: Directive, name: str, captures: Pattern | None, depth: int) -> list[Text]:
        low = name.lower()
        if captures is not None:
            from nginxlint.nginx.variables import named_groups

            if low in (one.lower() for one in named_groups(captures.text)):
                return self.capture(captures, _spelt(captures.text, low), depth)
        definitions = self.definitions.get(low)
        if is_tested(directive, f"${low}"):
            return [(_UNKNOWN,)]
        if not definitions:
            if low in ("uri", "document_uri"):
                return [_path_at(directive)]
            own = built_in(low)
            if own is not None:
                return [(own,)]
            if low in _FIXED:
                return [("",)] if low == "is_args" else [(f"<{low}>",)]
            found = naming(directive, low)
            if len(found) == 1:
                return self.capture(found[0], _spelt(found[0].text, low), depth)
            return [(_UNKNOWN,)]
        kinds = {definition.kind for definition in definitions}
        if kinds == {"set"}:
            return self.assigned(directive, low, depth)
        if len(definitions) > 1 or not kinds <= {"map", "geo", "split_clients"}:
            return [(_UNKNOWN,)]
        return self.table(definitions[0], directive, depth)

    def table(self, definition: Definition, directive: Directive, depth: int) -> list[Text]:
        """The values of a ``map``, ``geo`` or ``split_clients`` block."""
        block = definition.block
        found: dict[Text, None] = {}
        has_default = False
        for line in block.children or ():
            if line.name in ("hostnames", "volatile", "ranges", "delete", "proxy", "proxy_recursive") and (
                len(line.args) == 0 or line.name in ("delete", "proxy")
            ):
                continue
            if line.name == "include":
                if not self._was_read(line):
                    found[(_UNKNOWN,)] = None
                continue
            if not line.args:
                continue
            has_default = has_default or line.name in ("default", "*")
            if definition.kind != "map":
                found[(str(line.args[-1]),) if line.args[-1] else ()] = None
                continue
            pattern = map_pattern(line, str(block.args[0]))
            for value in self.value(line, block, directive, pattern, depth):
                found[value] = None
        if not has_default:
            found[()] = None
        return list(found)

    def value(
        self, line: Directive, block: Directive, directive: Directive, pattern: Pattern | None, depth: int
    ) -> list[Text]:
        value = str(line.args[-1])
        if "$" not in value:
            return [(value,) if value else ()]
        source = str(block.args[0]).lower()
        if pattern is None and value.lower() == source and line.name not in ("default", "*", "hostnames"):
            # $source is returned for one key: it is that key.
            return [(str(line.name).removeprefix("\\"),)]
        if pattern is not None and value.lower() == source:
            return self.capture(pattern._replace(directive=directive), 0, depth)
        if pattern is not None:
            pattern = pattern._replace(directive=directive)
        return self.text(directive, value, pattern, depth + 1)

    def _was_read(self, include: Directive) -> bool:
        return not any(unread.include is include for unread in self.configuration.unread)

    def assigned(self, directive: Directive, name: str, depth: int) -> list[Text]:
        """The values that ``set`` lines may have given a variable when ``directive`` is reached."""
        found: dict[Text, None] = {}
        chain = [directive, *directive.ancestors()]
        in_phase = directive.name in _REWRITES
        outermost = self.configuration.directives
        for at in range(len(chain) - 1, -1, -1):
            inner = chain[at]
            if at + 1 < len(chain) and chain[at + 1].name == "http":
                continue  # it holds no `set`, and often thousands of servers
            for child in outermost if at + 1 == len(chain) else chain[at + 1].children or ():
                if child is inner and (in_phase or child.name != "if"):
                    if in_phase:
                        break
                    continue
                for line, certain in _assignments(child, name):
                    values = self.text(line, str(line.args[1]), None, depth + 1)
                    if certain:
                        found = {}
                    for value in values or [(_UNKNOWN,)]:
                        found[value] = None
        if found:
            return list(found)
        return [(_UNKNOWN,)]


_REWRITES = frozenset(("set", "return", "rewrite", "if", "break"))


def _assignments(child: Directive, name: str) -> Iterator[tuple[Directive, bool]]:
    """The ``set`` lines of a variable in a child of a block, and whether they certainly run."""
    if child.name == "set" and len(child.args) == 2 and str(child.args[0])[1:].lower() == name:
        yield child, True
    elif child.name == "if":
        for line in child.all("set"):
            if len(line.args) == 2 and str(line.args[0])[1:].lower() == name:
                yield line, False


def is_tested(directive: Directive, variable: str) -> bool:
    """Whether an ``if`` around a directive, or beside it with a ``return``, looks at the variable itself.

    Then it may let only harmless values get here.
    """
    inner = directive
    for block in directive.ancestors():
        if block.name == "http":
            return False
        if block.name == "if" and _tests(block, variable):
            return True
        for child in block.all("if"):
            if child is not inner and _tests(child, variable) and child.first("return"):
                return True
        inner = block
    return False


def _tests(condition: Directive, variable: str) -> bool:
    return len(condition.args) == 3 and condition.args[0].lower() == variable


def _any(masks: Iterator[int]) -> int:
    whole = 0
    for mask in masks:
        whole |= mask
    return whole


def _merged(parts: Sequence[Text]) -> Iterator[Piece]:
    """The pieces of several texts in a row, constant ones joined."""
    constant = ""
    for pieces in parts:
        for piece in pieces:
            if isinstance(piece, str):
                constant += piece
                continue
            if constant:
                yield constant
                constant = ""
            yield piece
    if constant:
        yield constant


@lru_cache(maxsize=1024)
def _spelt(pattern: str, name: str) -> str:
    """A named group as the pattern spells it."""
    from nginxlint.nginx.variables import named_groups

    return next((one for one in named_groups(pattern) if one.lower() == name), name)


@lru_cache(maxsize=1024)
def _closed(pattern: str, caseless: bool, group: int | str) -> tuple[str, ...] | None:
    """The few words that a capture such as ``(en|fr)`` can hold.

    ``None`` if they are no short list of words.
    """
    from nginxlint.nginx.regex.meaning import group_of, words
    from nginxlint.nginx.regex.syntax import parse

    regex = parse(pattern, caseless)
    if regex is None:
        return None
    number = regex.names.get(group) if isinstance(group, str) else group
    if not number:
        return None
    found = group_of(regex.tree, number)
    return None if found is None else words(found.item, 16)


def _path_at(directive: Directive) -> Text:
    """What ``$uri`` is at a directive: constant in an exact location, otherwise the client's.

    Another location may have been left for this one with another path, but only rewrites and error pages do
    that, whose paths are the configuration's. `rewrite ^ $request_uri` makes it the path as it came.
    """
    if raw_rewrite(directive) not in (None, directive):
        return (Input("$request_uri", _BUILT_IN["request_uri"]),)
    for block in directive.ancestors():
        if (
            directive.name == "rewrite"
            and directive.args
            and not (block.name == "location" and len(block.args) == 2 and block.args[0] == "=")
        ):
            return (Input("$uri", _PATH, next(patterns(directive), None), 0),)
        if block.name == "location":
            location = location_of(block)
            if location is not None and location.kind == "exact":
                return (location.name,)
            if location is not None and location.kind == "regex":
                pattern = next(patterns(block))
                return (Input("$uri", _PATH, pattern, 0),)
    return (Input("$uri", _PATH),)


_NOT_IN_ARGUMENTS = charset.between(0, 31) | charset.between(127, 255) | charset.of(' "#%&+;<>?\\^`{|}')
"""Bytes that NGX_ESCAPE_ARGS escapes (ngx_escape_uri in src/core/ngx_string.c)."""


def _escapes(directive: Directive) -> bool:
    """Whether `$1` to `$9` are put in encoded: so does ``set``, until a ``rewrite`` has matched.

    ngx_http_script_copy_capture_code with ``quote``, which ngx_http_rewrite_handler sets at first and
    ngx_http_script_regex_end_code takes away.
    """
    if directive.name != "set":
        return False
    for block in directive.ancestors():
        if block.name == "http" or any(
            inner.name == "rewrite" for one in block.all("if") for inner in one.children or ()
        ):
            return False
        if block.name in ("location", "server"):
            return not block.all("rewrite")
        if block.all("rewrite"):
            return False
    return False


def _escaped(piece: Piece) -> Piece:
    if isinstance(piece, str) or not piece.known:
        return piece
    return piece._replace(mask=piece.mask & ~_NOT_IN_ARGUMENTS)


def raw_rewrite(directive: Directive) -> Directive | None:
    """The ``rewrite`` around a directive that puts the request's path back as it came: encoded."""
    for block in directive.ancestors():
        for line in block.all("rewrite"):
            if line.args[1:2] == ["$request_uri"]:
                return line
        if block.name in ("server", "http"):
            break
    return None


def variables_named(configuration: Configuration, prefix: str) -> Iterator[tuple[Directive, Span, str]]:
    """The places where variables whose names begin with ``prefix`` are used.

    Each as directive, place, and the rest of the name.
    """
    from nginxlint.config.variables.variables import uses

    for use in uses(configuration):
        name = use.use.name
        if name.lower().startswith(prefix):
            yield use.directive, use.place, name[len(prefix) :]
