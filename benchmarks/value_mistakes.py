"""Mistakes in what a configuration says: names, places, counts, values, references, repetitions.

The structure stays whole. Some of them nginx accepts in places (a directive that may repeat, a
value that happens to be allowed): nginx decides which count.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mistakes import Change, Maker, insert, one_of, replace

if TYPE_CHECKING:
    import random

    from scan import Document, Statement, Token

FLAGS = [
    "sendfile",
    "tcp_nopush",
    "tcp_nodelay",
    "gzip",
    "gzip_vary",
    "server_tokens",
    "autoindex",
    "internal",
    "ssi",
    "proxy_buffering",
    "proxy_intercept_errors",
    "fastcgi_buffering",
    "ssl_session_tickets",
    "ssl_stapling",
    "ssl_prefer_server_ciphers",
    "log_not_found",
    "recursive_error_pages",
    "absolute_redirect",
]
SIZES = [
    "client_max_body_size",
    "client_body_buffer_size",
    "proxy_buffer_size",
    "fastcgi_buffer_size",
    "ssl_buffer_size",
    "types_hash_max_size",
    "client_header_buffer_size",
    "proxy_busy_buffers_size",
]
TIMES = [
    "keepalive_timeout",
    "send_timeout",
    "client_body_timeout",
    "client_header_timeout",
    "proxy_read_timeout",
    "proxy_connect_timeout",
    "proxy_send_timeout",
    "fastcgi_read_timeout",
    "resolver_timeout",
    "proxy_timeout",
    "ssl_session_timeout",
    "expires",
]
NUMBERS = [
    "worker_processes",
    "worker_connections",
    "gzip_comp_level",
    "keepalive_requests",
    "keepalive",
    "gzip_min_length",
]
ONCE = [
    "root",
    "client_max_body_size",
    "keepalive_timeout",
    "sendfile",
    "proxy_pass",
    "fastcgi_pass",
    "proxy_http_version",
    "ssl_protocols",
    "ssl_ciphers",
    "default_type",
    "gzip",
    "server_tokens",
    "autoindex",
]
WITH_VARIABLES = [
    "return",
    "set",
    "rewrite",
    "proxy_pass",
    "proxy_set_header",
    "add_header",
    "fastcgi_param",
    "log_format",
    "root",
    "try_files",
    "if",
    "map",
    "access_log",
]
PASSES = ["proxy_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass", "grpc_pass"]

HTTP_BLOCKS = ("http", "server", "location")


def value(names: list[str], choices: tuple[str, ...], index: int = 1) -> Maker:
    """A maker that writes one of `choices` in the place of the `index`th word of such directives.

    `{}` in a choice stands for what was there.
    """

    def maker(document: Document, rng: random.Random) -> Change | None:
        places = [s for s in document.named(*names) if len(s.words) > index and not s.close]
        found = one_of(rng, places)
        if found is None:
            return None
        word = found.words[index]
        return replace(word, rng.choice(choices).format(word.raw))

    return maker


def more(names: list[str], choices: tuple[str, ...]) -> Maker:
    """A maker that adds one of `choices` to such directives as a last argument."""

    def maker(document: Document, rng: random.Random) -> Change | None:
        found = one_of(rng, [s for s in document.named(*names) if s.args])
        return None if found is None else insert(found.words[-1].end, f" {rng.choice(choices)}", 1)

    return maker


def again(names: list[str]) -> Maker:
    """A maker that repeats such a directive or block right behind itself."""

    def maker(document: Document, rng: random.Random) -> Change | None:
        found = one_of(rng, [s for s in document.named(*names) if s.args or s.close])
        if found is None:
            return None
        copy = document.text[found.start : found.end]
        indent = document.indent(found)
        return insert(found.end, f"\n{indent}{copy}", 1 + len(indent), (found.start,))

    return maker


def misplaced(lines: tuple[str, ...], blocks: tuple[str, ...]) -> Maker:
    """A maker that writes one of `lines` first into a block of one of these names."""

    def maker(document: Document, rng: random.Random) -> Change | None:
        found = one_of(rng, [s for s in document.blocks if s.name in blocks])
        if found is None:
            return None
        indent = document.indent(found) + "    "
        return insert(found.mark.end, f"\n{indent}{rng.choice(lines)}", 1 + len(indent))

    return maker


def either(first: Maker, second: Maker) -> Maker:
    """A maker that does the second thing where there is no place for the first."""

    def maker(document: Document, rng: random.Random) -> Change | None:
        return first(document, rng) or second(document, rng)

    return maker


def misspelt_directive(document: Document, rng: random.Random) -> Change | None:
    """A name with one letter lost, doubled or swapped."""
    places = [s for s in document.statements if not s.free and re.fullmatch(r"\w{5,}", s.name)]
    found = one_of(rng, places)
    if found is None:
        return None
    name = found.name
    i = rng.randrange(1, len(name) - 2)
    swapped = name[:i] + name[i + 1] + name[i] + name[i + 2 :]
    return replace(
        found.words[0],
        rng.choice((name[:i] + name[i + 1 :], name[:i] + name[i] + name[i:], swapped)),
    )


def too_few_arguments(document: Document, rng: random.Random) -> Change | None:
    """A directive without its arguments."""
    places = [s for s in document.simple if s.args and not s.free]
    found = one_of(rng, places)
    return None if found is None else Change(found.words[0].end, found.words[-1].end, "")


def too_many_arguments(document: Document, rng: random.Random) -> Change | None:
    """One argument more than a directive takes."""
    places = [s for s in document.named(*FLAGS, *SIZES, *NUMBERS, "root", *PASSES) if s.args]
    found = one_of(rng, places)
    return None if found is None else insert(found.words[-1].end, " extra", 1)


def block_for_value(document: Document, rng: random.Random) -> Change | None:
    """A block behind a directive that takes none."""
    found = one_of(rng, [s for s in document.simple if s.args and not s.free])
    return None if found is None else replace(found.mark, " { }", 1)


def value_for_block(document: Document, rng: random.Random) -> Change | None:
    """A semicolon where a directive's block belongs."""
    found = one_of(rng, [s for s in document.named("server", "location", "upstream") if s.close])
    return None if found is None else Change(found.mark.start, found.end, ";", 0, (found.start,))


def _patterns(document: Document) -> list[Token]:
    words = [s.words for s in document.named("location")]
    found = [w[2] for w in words if len(w) == 3 and w[1].value in ("~", "~*")]
    found += [s.words[1] for s in document.named("rewrite") if len(s.words) > 2]
    return [t for t in found if not t.quote]


def invalid_regex(document: Document, rng: random.Random) -> Change | None:
    """A pattern with a parenthesis or a bracket too many, or a repeat of nothing."""
    places = _patterns(document)
    if not places:
        return None
    found = rng.choice(places)
    return replace(found, rng.choice(("({}", "[a-{}", "*{}", "{})")).format(found.raw))


def unknown_variable(document: Document, rng: random.Random) -> Change | None:
    """A variable that nothing defines."""
    places = [
        (t.start + m.start(), t.start + m.end(), m[0])
        for s in document.named(*WITH_VARIABLES)
        for t in s.args
        for m in re.finditer(r"\$[a-z_]{4,}", t.raw)
        if s.name != "set" or t is not s.words[1]
    ]
    if not places:
        return None
    start, end, name = rng.choice(places)
    return Change(start, end, f"{name}x{name[-1]}")


def if_without_spaces(document: Document, rng: random.Random) -> Change | None:
    """`if ($a=b)`: nginx takes it all for the variable's name."""
    places = [s for s in document.named("if") if len(s.words) == 4 and not s.words[2].quote]
    found = one_of(rng, places)
    if found is None:
        return None
    glued = "".join(t.raw for t in found.args)
    return Change(found.words[1].start, found.words[-1].end, glued)


def location_outside_parent(document: Document, rng: random.Random) -> Change | None:
    """A location in another that doesn't hold it."""
    places = [s for s in document.named("location") if len(s.words) == 2 and len(s.words[1].value) > 1]
    found = one_of(rng, [s for s in places if s.words[1].value.startswith("/")])
    if found is None:
        return None
    indent = document.indent(found) + "    "
    return insert(found.mark.end, f"\n{indent}location /elsewhere {{ }}", 1 + len(indent))


def certificate_without_key(document: Document, rng: random.Random) -> Change | None:
    """A server whose key was forgotten."""
    found = one_of(rng, document.named("ssl_certificate_key"))
    if found is None:
        return None
    also = tuple(s.start for s in (found.parent.children if found.parent else []) if _about_tls(s))
    return Change(found.start, found.end, "", 0, also)


def _about_tls(statement: Statement) -> bool:
    return statement.name in ("ssl_certificate", "listen", "server_name")


def pass_without_scheme(document: Document, rng: random.Random) -> Change | None:
    """A URL without `http://`."""
    places = [s for s in document.named("proxy_pass") if "://" in s.words[1].value]
    places = [s for s in places if not s.words[1].quote and "stream" not in s.blocks]
    found = one_of(rng, places)
    return None if found is None else replace(found.words[1], found.words[1].raw.split("://", 1)[1])


def doubled_map_key(document: Document, rng: random.Random) -> Change | None:
    """The same key twice in a map."""
    places = [s for s in document.simple if s.blocks[:1] == ["map"] and len(s.words) == 2]
    places = [s for s in places if s.name[:1] not in "~$" and s.name not in ("volatile", "include")]
    found = one_of(rng, places)
    if found is None:
        return None
    indent = document.indent(found)
    copy = document.text[found.start : found.end]
    return insert(found.end, f"\n{indent}{copy}", 1 + len(indent), (found.start,))


def doubled_semicolon(document: Document, rng: random.Random) -> Change | None:
    """A directive without any word: two semicolons in a row."""
    found = one_of(rng, document.simple)
    return None if found is None else insert(found.end, ";")


# What to add where a text has no place for the mistake.
ADDED: dict[str, Maker] = {}

VALUES: dict[str, Maker] = {
    "misspelt-directive": misspelt_directive,
    "too-few-arguments": too_few_arguments,
    "too-many-arguments": too_many_arguments,
    "block-for-value": block_for_value,
    "value-for-block": value_for_block,
    "doubled-semicolon": doubled_semicolon,
    "main-directive-inside": misplaced(
        ("worker_processes 4;", "user www-data;", "pid /run/nginx.pid;", "events { }"),
        HTTP_BLOCKS,
    ),
    "http-directive-inside": misplaced(
        ("log_format short '$status';", "upstream app { server 127.0.0.1; }", "map $uri $m { }"),
        ("server", "location", "events"),
    ),
    "server-directive-outside": misplaced(
        ("listen 80;", "server_name example.com;", "location / { }"), ("http", "location", "events")
    ),
    "location-directive-outside": misplaced(
        ("proxy_pass http://127.0.0.1;", "alias /srv/;", "try_files $uri =404;"), ("http", "events")
    ),
    "bad-flag": value(FLAGS, ("yes", "true", "enabled", "1", "o n")),
    "bad-size": value(SIZES, ("{}b", "1.5m", "-1", "ten", "8 m", "{}MB")),
    "bad-time": either(
        value(TIMES, ("{}sec", "1min", "-", "1.5h", "5 m", "soon")),
        misplaced(("client_body_timeout 30sec;", "send_timeout 1min;"), HTTP_BLOCKS),
    ),
    "bad-number": either(
        value(NUMBERS, ("many", "{}k", "-1", "1.5")),
        misplaced(("gzip_comp_level fast;", "keepalive_requests 1k;"), HTTP_BLOCKS),
    ),
    "bad-port": value(["listen"], ("99999", "0", "127.0.0.1:http", ":80", "80:", "80,443")),
    "bad-listen-word": more(["listen"], ("https", "tls", "default-server", "backlog=many", "http3")),
    "bad-cidr": either(
        value(["allow", "deny", "set_real_ip_from"], ("10.0.0.0/33", "10.0.0", "10.*")),
        misplaced(("deny 10.0.0.0/33;", "allow 192.168.1;"), HTTP_BLOCKS),
    ),
    "bad-status": value(["return"], ("4o4", "99999", "-1")),
    "bad-error-page": either(
        value(["error_page"], ("200x", "99", "5xx")),
        misplaced(("error_page 99 /e.html;", "error_page 5xx /e.html;"), HTTP_BLOCKS),
    ),
    "bad-rewrite-flag": more(["rewrite"], ("final", "301")),
    "bad-protocol": either(
        more(["ssl_protocols"], ("TLSv1.4", "TLS1.2", "all")),
        misplaced(("ssl_protocols TLSv1.4;", "ssl_protocols TLS1.2;"), ("http",)),
    ),
    "bad-upstream-word": either(
        more(["server"], ("weight=heavy", "max_fails", "fail_timeout=x", "up")),
        misplaced(("upstream u { server 127.0.0.1 weight=heavy; }",), ("http",)),
    ),
    "bad-log-level": either(
        value(["error_log"], ("verbose", "warning", "all"), 2),
        misplaced(("error_log e.log verbose;", "error_log e.log warning;"), HTTP_BLOCKS),
    ),
    "bad-modifier": value(["location"], ("~~", "=~", "^")),
    "undefined-log-format": either(
        value(["access_log"], ("no_such_format",), 2),
        misplaced(("access_log a.log no_such_format;",), HTTP_BLOCKS),
    ),
    "undefined-limit-zone": misplaced(
        ("limit_req zone=no_such_zone;", "limit_conn no_such_zone 5;"), ("server", "location")
    ),
    "undefined-cache-zone": misplaced(("proxy_cache no_such_zone;",), ("server", "location")),
    "limit-zone-too-small": misplaced(
        ("limit_req_zone $remote_addr zone=tiny:1k rate=1r/s;", "limit_req_zone $uri zone=x;"),
        ("http",),
    ),
    "missing-include": misplaced(("include no/such/file.conf;",), HTTP_BLOCKS),
    "bad-split": misplaced(
        ("split_clients $uri $half { 60% a; 50% b; }", "split_clients $uri $half { 1.234% a; }"),
        ("http",),
    ),
    "bad-geo": misplaced(("geo $place { default x; 10.0.0.0/40 y; }",), ("http",)),
    "bad-map": misplaced(("map $uri $m { default a b; }", "map $uri m { }"), ("http",)),
    "removed-directive": misplaced(("ssl on;", "limit_zone z $remote_addr 1m;"), ("http",)),
    "repeated-directive": again(ONCE),
    "repeated-listen": again(["listen"]),
    "repeated-location": again(["location"]),
    "repeated-upstream": either(
        again(["upstream"]),
        misplaced(("upstream u { server 127.0.0.1; } upstream u { server 127.0.0.1; }",), ("http",)),
    ),
    "repeated-map-key": either(doubled_map_key, misplaced(("map $uri $m { /a 1; /a 2; }",), ("http",))),
    "conflicting-server": again(["server"]),
    "invalid-regex": invalid_regex,
    "unknown-variable": unknown_variable,
    "if-without-spaces": either(
        if_without_spaces,
        misplaced(("if ($request_method=POST) { return 405; }",), ("server", "location")),
    ),
    "location-outside-parent": location_outside_parent,
    "certificate-without-key": certificate_without_key,
    "pass-without-scheme": either(
        pass_without_scheme, misplaced(("proxy_pass 127.0.0.1:8080;",), ("location",))
    ),
}
