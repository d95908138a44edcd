"""Where files are looked for: ``root`` and ``alias`` (ngx_http_map_uri_to_path)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from nginxlint.config.blocks.answering import serves_files
from nginxlint.config.blocks.locations import location_of
from nginxlint.config.inherit import effective
from nginxlint.config.kept import kept
from nginxlint.config.known import from_template, inherits_known, is_complete
from nginxlint.nginx.variables import variables_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.configuration import Configuration
    from nginxlint.syntax.tokens import Token
    from nginxlint.syntax.tree import Directive


class Rootless(NamedTuple):
    """Locations of a server that answer with files and have no ``root``; ``roots`` are those elsewhere in it.

    ``is_known``: there is none around the server either.
    """

    blocks: list[Directive]
    roots: list[Directive]
    is_known: bool


@kept
def rootless(configuration: Configuration) -> list[Rootless]:
    """The servers with locations for which nginx looks into its built-in folder."""
    found = []
    rooted = {id(line.parent) for line in configuration.named("root")}
    for block in _speaking_of_files(configuration):
        if id(block) in rooted or not is_complete(configuration, block) or not _lets_through(block):
            continue
        if effective(configuration, block, "root") or from_template(configuration, block):
            continue
        bare = [one for one in block.all("location") if _needs_root(configuration, one)]
        if bare:
            roots = [line for one in block.all("location") for line in one.all("root") if line.args]
            found.append(Rootless(bare, roots, inherits_known(configuration, block)))
    return found


_SIGNS = ("root", "index", "autoindex", "try_files", "expires", "gzip_static", "random_index", "sendfile")
"""Directives that speak of files: a server without any of them may be a stub."""


def _speaking_of_files(configuration: Configuration) -> Iterator[Directive]:
    """The http servers of which a line, or one of a location directly in it, speaks of files; each once."""
    seen: set[int] = set()
    for line in configuration.named(*_SIGNS):
        block = line.parent
        if block is not None and block.name == "location":
            block = block.parent
        if block is not None and id(block) not in seen:
            seen.add(id(block))
            if block.name == "server" and block.context == "http":
                yield block


def shared_roots(configuration: Configuration) -> Iterator[tuple[Directive, list[Directive]]]:
    """The servers without ``root`` of which several locations have one, all of them the same: with these.

    Locations of error pages don't count: the packages of nginx come with such a pair.
    """
    by_server: dict[int, list[Directive]] = {}
    for line in configuration.named("root"):
        block = line.parent
        if block is not None and block.name == "location" and not _is_error_page(block):
            by_server.setdefault(id(block.parent), []).append(line)
    for lines in by_server.values():
        server = lines[0].within("server")
        said = {tuple(map(str, line.args)) for line in lines}
        if server is None or lines[0].parent not in server.all("location") or len(lines) < 2 or len(said) > 1:
            continue
        if effective(configuration, server, "root") or not is_complete(configuration, server):
            continue
        if not from_template(configuration, *lines) and not _is_proxy(server, lines):
            yield server, lines


def _is_proxy(server: Directive, roots: list[Directive]) -> bool:
    """Whether a server passes on, or answers by itself, all but what has one of these roots."""
    rooted = {id(line.parent) for line in roots}
    rest = [one for one in server.all("location") if id(one) not in rooted and not _is_error_page(one)]
    return any(one.args == ["/"] for one in rest) and not any(serves_files(one) for one in rest)


def _lets_through(server: Directive) -> bool:
    """Whether the server itself doesn't answer before a location is chosen."""
    return not any(
        line.name in ("return", "rewrite", "ssl_reject_handshake") for line in server.children or ()
    )


_ANSWERS_OTHERWISE = ("root", "alias", "internal", "if", "rewrite", "location", "include", "limit_except")


_ERROR_PAGES = ("/40x.html", "/50x.html", "/404.html", "/500.html")


def _is_error_page(block: Directive) -> bool:
    location = location_of(block)
    return location is not None and location.name.endswith(_ERROR_PAGES)


def _needs_root(configuration: Configuration, block: Directive) -> bool:
    """Whether requests for a location are answered with files, and nothing says where these are."""
    location = location_of(block)
    if location is None or location.kind == "named" or _is_error_page(block):
        return False
    if not serves_files(block) or not is_complete(configuration, block):
        return False
    for line in block.children or ():
        if line.name in _ANSWERS_OTHERWISE or (line.name == "deny" and line.args == ["all"]):
            return False
        if line.name == "log_not_found" and line.args == ["off"]:
            return False  # that there is no such file is what is expected
        if line.name == "try_files" and not (line.args and line.args[-1].startswith("=")):
            return False
        fact = configuration.dialect.find(str(line.name), "location")
        if fact is None or fact.source != "core":
            return False
    return not any(
        line.args and (line.args[-1].startswith("@") or any(arg.startswith("=") for arg in line.args))
        for line in effective(configuration, block, "error_page")
    )


# -- alias -----------------------------------------------------------------------------------------

_FILES = tuple(
    f".{extension}"
    for line in (
        "html htm php txt ico png jpg jpeg gif svg webp xml json js css map pdf webmanifest",
        "gz zip md xsl swf asc pem key py cgi pl sh fcgi wsgi",
    )
    for extension in line.split()
)


def names_file(path: str) -> bool:
    """Whether a path looks like that of one file."""
    return path.lower().endswith(_FILES) and not path.endswith("/")


class Glued(NamedTuple):
    """An ``alias`` without the slash that its location ends in: ``path`` is looked for as ``file``."""

    path: str
    file: str


def glued(alias: Directive) -> Glued | None:
    """What becomes of a request where the location ends in a slash and the ``alias`` does not."""
    block = alias.parent
    location = None if block is None else location_of(block)
    if block is None or location is None or location.kind != "prefix" or not location.name.endswith("/"):
        return None
    if len(alias.args) != 1 or not alias.args[0] or block.first("return") is not None:
        return None
    folder = str(alias.args[0])
    last = folder.rpartition("/")[2]
    if not last or "$" in last or names_file(folder):
        return None
    example = _EXAMPLES.get(location.name.strip("/").rpartition("/")[2], "a.css")
    return Glued(f"{location.name}{example}", f"{folder}{example}")


_EXAMPLES = dict.fromkeys(("img", "image", "images", "photos", "pictures", "media", "icons"), "a.png")


class OneFile(NamedTuple):
    """A request for ``path``, like any other that the location takes, is looked for as ``file``."""

    path: str
    file: str


def same_for_all(alias: Directive) -> OneFile | None:
    """An ``alias`` in a location with a regular expression that uses nothing of the request."""
    block = alias.parent
    location = None if block is None else location_of(block)
    if block is None or location is None or location.kind != "regex" or len(alias.args) != 1:
        return None
    folder = str(alias.args[0])
    if not folder or variables_in(folder) or names_file(folder) or not serves_files(block):
        return None
    if "." in folder.rpartition("/")[2] or _tested(block):
        return None
    from nginxlint.nginx.regex.examples import example_paths
    from nginxlint.nginx.regex.meaning import ends_anchored, words
    from nginxlint.nginx.regex.syntax import parse

    regex = parse(location.name, location.modifier == "~*")
    if regex is None or (
        ends_anchored(location.name, location.modifier == "~*") and words(regex.tree, 16) is not None
    ):
        return None
    path = next(example_paths(location.name, location.modifier == "~*"), None)
    return None if path is None else OneFile(path, folder)


class Misled(NamedTuple):
    """A word of ``try_files`` with which ``path`` leads to ``goal``: a file, or a URI if ``redirects``."""

    word: Token
    path: str
    goal: str
    redirects: bool


def misled(alias: Directive) -> Misled | None:
    """What the ``try_files`` beside an ``alias`` makes of a word, where that can't be meant.

    ngx_http_try_files_handler: with a regular expression the word is put behind the whole alias. Otherwise
    the location's path is cut off the begin of each word that has variables, of the last one too, and of no
    other.
    """
    block = alias.parent
    location = None if block is None else location_of(block)
    try_files = None if block is None else block.first("try_files")
    if location is None or try_files is None or len(alias.args) != 1 or len(try_files.args) < 2:
        return None
    folder, name = str(alias.args[0]), location.name
    *tests, last = try_files.args
    if location.kind == "regex":
        from nginxlint.nginx.regex.examples import example_paths

        word = next((one for one in tests if one.startswith(("$uri", "/$uri", "$request_uri"))), None)
        path = next(example_paths(name, location.modifier == "~*"), None)
        if word is None or path is None:
            return None
        return Misled(word, path, _filled(folder, location.name, location.modifier, path) + path, False)
    if location.kind != "prefix" or len(name) < 2:
        return None
    if variables_in(last) and last.startswith(name) and not last.startswith(("$", "@")):
        goal = str(last)[len(name) :]
        return None if goal.startswith("/") else Misled(last, f"{name.rstrip('/')}/x", goal, True)
    for word in tests:
        if word.startswith(name) and not variables_in(word):
            return Misled(word, f"{name.rstrip('/')}/x", folder + str(word), False)
    return None


def _tested(block: Directive) -> bool:
    return any(any(arg.strip('"') for arg in line.args[:-1]) for line in block.all("try_files"))


def _filled(text: str, pattern: str, modifier: str, path: str) -> str:
    """A text with the captures of a pattern in it."""
    from nginxlint.nginx.regex.matching import LimitError, search

    try:
        found = search(pattern, modifier == "~*", path.encode().decode("latin-1"))
    except LimitError:
        return text
    for use in reversed(variables_in(text)):
        if found is not None and use.capture and int(use.name) < len(found.groups):
            text = text[: use.start] + (found.groups[int(use.name)] or "") + text[use.end :]
    return text
