"""Which parts of a configuration are credentials, so that reports don't show them."""

from __future__ import annotations

import re
from functools import lru_cache

STARS = "********"

# How far before a shown text a directive may begin whose value is shown. nginx reads no parameter
# longer than its 4096-byte buffer (ngx_conf_file.c, NGX_CONF_BUFFER).
_REACH = 4096

_SECRET_WORD = r"(?:password|passwd|secret|token|credentials?|api_?key|auth_?key|access_?key)"  # noqa: S105
_VALUE = r"""(?:"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|[^\s;{}"'][^\s;]*)"""

# Every alternative starts at a fixed word or right after white space or a sign that ends a
# statement, and repeats only what its successor can't match, so that matching time stays linear.
_CREDENTIAL = re.compile(
    rf"""
    (?<![^\s;{{}}]) (?:
        # secure_link_secret; any directive named like a password, of whatever module
        (?: secure_link_secret | \w*_(?:password|passwd|secret) ) \s+
      | # request headers that carry credentials
        \w+_(?:set|add)_header \s+ ["']?
        (?: (?:proxy-)?authorization | x-[\w-]*(?:key|token|secret|auth) | cookie ) ["']? \s+
      | # parameters and variables named like a secret
        (?: (?:fastcgi|uwsgi|scgi)_param | set ) \s+ ["']? \$?
        (?: http_authorization | (?=\w*?{_SECRET_WORD})\w+ ) ["']? \s+
      | # the mail proxy's shared secret
        auth_http_header \s+ \S+ \s+
    ) (?P<value> {_VALUE} )
    | (?<![^\s;{{}}]) env \s+ ["']? (?=\w*?{_SECRET_WORD})\w+ = (?P<env> [^\s;"']+ )
    | :// [^\s/@:"';]* : (?P<url> [^\s/@"';]+ ) @
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)

# Texts up to this size are searched whole, once; in larger ones only what is shown and its reach.
_WHOLE = 65536

# What is left of a value when the parts that give nothing away are taken out.
_HARMLESS = re.compile(
    r"\$\w+|\$\{\w+\}|\b(?:basic|bearer|digest|token|negotiate)\s", re.IGNORECASE
)
_LITERAL = re.compile(r"[^\s\"';:,=$]")
_SCHEME = re.compile(r"[\"']?(?:(?:basic|bearer|digest|token|negotiate)\s+)?", re.IGNORECASE)


def credentials(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Find the credentials that lie in ``text[start:end]``, at least in part.

    Gives their offsets in ``text``, cut to that stretch: passwords, secrets and tokens in values and
    URLs, without quotes and scheme (``Basic``). A value made only of variables is none.
    """
    if len(text) <= _WHOLE:
        found = _all_credentials(text)
    else:
        found = _search(text, max(0, start - _REACH), end)
    return [(max(a, start), min(b, end)) for a, b in found if a < end and b > start]


@lru_cache(maxsize=16)
def _all_credentials(text: str) -> list[tuple[int, int]]:
    return _search(text, 0, len(text))


def _search(text: str, start: int, end: int) -> list[tuple[int, int]]:
    found = []
    for match in _CREDENTIAL.finditer(text, start, end):
        group = match.lastgroup or "value"
        first, last = match.span(group)
        if group == "value":
            value = match[group]
            if not _LITERAL.search(_HARMLESS.sub("", value)):
                continue
            scheme = _SCHEME.match(value)
            first += scheme.end() if scheme else 0
            if value[0] in "\"'" and value[-1] == value[0]:
                last -= 1
        if first < last:
            found.append((first, last))
    return found
