"""Which directives of a configuration use a part of nginx that has known vulnerabilities."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from nginxlint.config.blocks.servers import http_servers
from nginxlint.config.kept import kept
from nginxlint.config.variables.regexes import map_pattern
from nginxlint.nginx.variables import variables_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.configuration import Configuration
    from nginxlint.config.variables.regexes import Pattern
    from nginxlint.config.variables.variables import Use
    from nginxlint.nginx.advisories import Feature
    from nginxlint.nginx.regex.syntax import Node
    from nginxlint.nginx.version import Version
    from nginxlint.syntax.tokens import Token
    from nginxlint.syntax.tree import Directive


class Affected(NamedTuple):
    """A directive that needs a vulnerable part of nginx.

    With the CVE numbers and the first version without them.
    """

    directive: Directive
    cves: tuple[str, ...]
    fixed: Version


@kept
def affected(configuration: Configuration) -> list[Affected]:
    """The first directive for each vulnerable part of this nginx that the configuration uses.

    What ``rewrite`` and ``map`` lines do is looked at more closely, see ``rewrite_overflows`` and its like.
    """
    from nginxlint.nginx.advisories import affecting  # most versions that are linted for have few

    found = []
    for feature, advisories in affecting(configuration.dialect.version).items():
        directive = next(_using(configuration, feature), None)
        if directive is not None:
            fixed = max(min(one.good) for one in advisories)
            found.append(Affected(directive, tuple(one.cve for one in advisories), fixed))
    return found


def is_affected(configuration: Configuration, feature: Feature) -> bool:
    """Whether this nginx has a vulnerability in ``feature``."""
    from nginxlint.nginx.advisories import affecting

    return feature in affecting(configuration.dialect.version)


def _using(configuration: Configuration, feature: Feature) -> Iterator[Directive]:
    """The directives that use a feature."""
    named = configuration.named
    match feature:
        case "mp4" | "slice":
            yield from named(feature)
        case "http2":
            yield from (line for line in named("http2") if line.args[:1] == ["on"])
            yield from (line for line in named("listen") if "http2" in line.args)
        case "http3":
            yield from (line for line in named("listen") if "quic" in line.args)
        case "resolver":
            yield from named("resolver")
        case "ssi":
            yield from (line for line in named("ssi") if line.args[:1] == ["on"])
        case "grpc":
            yield from named("grpc_pass")
            yield from (line for line in named("proxy_http_version") if line.args[:1] == ["2"])
        case "proxy-http2":
            yield from (line for line in named("proxy_http_version") if line.args[:1] == ["2"])
        case "charset":
            yield from named("charset_map")
        case "scgi-uwsgi":
            yield from named("scgi_pass", "uwsgi_pass")
        case "ocsp" | "stream-ocsp":
            stream = feature == "stream-ocsp"
            for line in named("ssl_ocsp"):
                if line.args[:1] != ["off"] and (line.context or "").startswith("stream") == stream:
                    yield line
        case "dav-copy":
            yield from (line for line in named("dav_methods") if {"COPY", "MOVE"} & set(line.args))
        case "mail-auth-md5":
            for line in named("pop3_auth", "imap_auth", "smtp_auth"):
                if {"cram-md5", "apop"} & set(line.args):
                    yield line
        case "mail-auth-http":
            yield from named("auth_http")
        case "smtp-auth-none":
            yield from (line for line in named("smtp_auth") if "none" in line.args)
        case "tls-upstream":
            for line in named("proxy_pass", "grpc_pass"):
                if line.args and line.args[0].startswith(("https://", "grpcs://")):
                    yield line
        case "client-certificates":
            if len(http_servers(configuration)) > 1:
                for line in named("ssl_verify_client"):
                    if line.args[:1] != ["off"] and line.context == "server":
                        yield line
        case _:
            return


class Overflow(NamedTuple):
    """A ``rewrite`` that leaves the script in a state in which ``later`` overflows a buffer."""

    rewrite: Directive
    later: Directive


def rewrite_overflows(configuration: Configuration) -> Iterator[Overflow]:
    """CVE-2026-42945.

    After a ``rewrite`` with ``?`` in its replacement, ``$1`` to ``$9`` are escaped unexpectedly.

    ngx_http_script_regex_end_code before 1.30.1 left ``is_args`` set, so that the next complex value with a
    capture was written longer than it was measured. What ends the script in between (a flag, ``break``,
    ``return``) protects.
    """
    for rewrite in configuration.named("rewrite"):
        if len(rewrite.args) != 2 or rewrite.parent is None:
            continue
        replacement = str(rewrite.args[1])
        if "?" not in replacement[:-1] or replacement.startswith(("http://", "https://", "$scheme")):
            continue
        later = _reads_capture_after(rewrite)
        if later is not None:
            yield Overflow(rewrite, later)


def _reads_capture_after(rewrite: Directive) -> Directive | None:
    inner: Directive = rewrite
    block = rewrite.parent
    while block is not None:
        siblings = block.children or []
        after = siblings[siblings.index(inner) + 1 :]
        for line in after:
            if line.name in ("return", "break"):
                return None
            if _reads_capture(line):
                return line
            if line.name == "if":
                for child in line.children or ():
                    if _reads_capture(child):
                        return child
        if block.name != "if":
            return None
        inner, block = block, block.parent
    return None


def _reads_capture(line: Directive) -> bool:
    match str(line.name):
        case "set":
            values = line.args[1:]
        case "rewrite":
            values = line.args[1:2]
        case "if":
            values = line.args[2:] if len(line.args) == 3 and line.args[1] in ("=", "!=") else []
            if len(line.args) == 2 and line.args[0] in ("-f", "!-f", "-d", "!-d", "-e", "!-e", "-x", "!-x"):
                values = line.args[1:]
        case _:
            return False
    return any(use.capture for value in values for use in variables_in(value))


def overlapping_captures(configuration: Configuration) -> Iterator[Directive]:
    """CVE-2026-9256: ``rewrite`` lines that escape two captures of which one lies within the other.

    ngx_http_script_start_code before 1.30.2 measured the escaped path once; both captures were written.
    """
    from nginxlint.nginx.regex.syntax import parse

    for rewrite in configuration.named("rewrite"):
        if len(rewrite.args) < 2 or "$" not in rewrite.args[1] or "(" not in rewrite.args[0]:
            continue
        replacement = str(rewrite.args[1]).removesuffix("?")
        uses = variables_in(replacement)
        numbers = [int(use.name) for use in uses if use.capture]
        if len(numbers) != len(uses) or len(set(numbers)) != len(numbers) or len(numbers) < 2:
            continue
        redirects = rewrite.args[2:3] in (["redirect"], ["permanent"])
        if not redirects and not replacement.startswith(("http://", "https://", "$scheme")):
            question = replacement.find("?")
            if question < 0:
                continue
            numbers = [int(use.name) for use in uses if use.start > question]
        pattern = str(rewrite.args[0])
        regex = parse(pattern[pattern.find(")") + 1 :] if pattern.startswith("(*") else pattern)
        if regex is not None and any(
            one != other and _encloses(regex.tree, one, other) for one in numbers for other in numbers
        ):
            yield rewrite


def _encloses(tree: Node, outer: int, inner: int) -> bool:
    from nginxlint.nginx.regex.meaning import group_of

    group = group_of(tree, outer)
    return group is not None and group_of(group.item, inner) is not None


class Mixed(NamedTuple):
    """An argument that reads a numbered capture, and a ``map`` whose ``line`` captures something too."""

    directive: Directive
    word: Token
    line: Directive


def mixed_captures(configuration: Configuration) -> Iterator[Mixed]:
    """CVE-2026-42533: texts that read ``$1`` to ``$9`` and a ``map`` that captures something itself.

    The text is measured and then written; looking up the map in between changes what the captures are
    (ngx_http_script_copy_capture_code before 1.30.4, which no longer writes more than was measured).
    """
    from nginxlint.config.variables.variables import BODIES, uses

    capturing = _capturing_maps(configuration)
    if not capturing:
        return
    words: dict[tuple[int, int], list[Use]] = {}
    for one in uses(configuration):
        if one.part == "http" and one.directive.context not in BODIES:
            words.setdefault((id(one.directive), one.arg), []).append(one)
    for found in words.values():
        lines = [capturing[one.use.name.lower()] for one in found if one.use.name.lower() in capturing]
        if lines and any(one.use.capture for one in found) and found[0].directive.name != "if":
            directive = found[0].directive
            yield Mixed(directive, directive.args[found[0].arg], lines[0])


def _capturing_maps(configuration: Configuration) -> dict[str, Directive]:
    """The first line with a capture of each ``map``, by the name of its variable in lower case."""
    found: dict[str, Directive] = {}
    for block in configuration.named("map"):
        if block.context != "http" or len(block.args) != 2:
            continue
        for line in block.children or ():
            pattern = map_pattern(line, str(block.args[0]))
            if pattern is not None and "(" in pattern.text and _captures(pattern):
                found.setdefault(str(block.args[1])[1:].lower(), line)
    return found


def _captures(pattern: Pattern) -> bool:
    from nginxlint.nginx.regex.syntax import parse

    regex = parse(pattern.text, pattern.caseless)
    return regex is not None and regex.groups > 0
