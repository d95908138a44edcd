"""Which parts of a configuration are credentials, so that reports don't show them."""

from __future__ import annotations

import re
from functools import lru_cache

STARS = "********"

# How far before a shown text a directive may begin whose value is shown. nginx reads no parameter
# longer than its 4096-byte buffer (ngx_conf_file.c, NGX_CONF_BUFFER).
_REACH = 4096

# Texts up to this size are searched whole, once; in larger ones only what is shown and its reach.
_WHOLE = 65536

# A text without any of these holds nothing that the patterns find.
_HINTS = (
    *("passw", "secret", "token", "credential", "authorization", "cookie", "-auth", "-key"),
    *("api_key", "apikey", "auth_key", "authkey", "access_key", "accesskey", "auth_http_header"),
)

_WORD = r"(?:passw(?:or)?d|secret|token|credential|(?:api|auth|access)_?key)"
_VALUE = r"""(?:"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|[^\s;{}"'][^\s;]*)"""

# Every alternative starts at a fixed word or right after white space or a sign that ends a
# statement, and repeats only what its successor can't match, so that matching time stays linear.
_CREDENTIAL = rf"""
    (?<![^\s;{{}}]) (?:
        # any directive named like a password, of whatever module
        (?: secure_link_secret | \w*_(?:password|passwd|secret) ) \s+
      | # headers that carry credentials
        \w+_(?:set|add)_header \s+ ["']?
        (?: (?:proxy-)?authorization | x-[\w-]*(?:key|token|secret|auth) | cookie ) ["']? \s+
      | # parameters and variables named like a secret
        (?: (?:fastcgi|uwsgi|scgi)_param | set ) \s+ ["']? \$?
        (?: http_authorization | (?=\w*?{_WORD})\w+ ) ["']? \s+
      | # the mail proxy's shared secret
        auth_http_header \s+ \S+ \s+
    ) (?P<value> {_VALUE} )
    | (?<![^\s;{{}}]) env \s+ ["']? (?=\w*?{_WORD})\w+ = (?P<env> [^\s;"']+ )
    | :// [^\s/@:"';]* : (?P<url> [^\s/@"';]+ ) @
"""

_SCHEME = r"(?:basic|bearer|digest|token|negotiate)\s+"


def credentials(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Find the credentials that lie in ``text[start:end]``, at least in part.

    Gives their offsets in ``text``, cut to that stretch: passwords, secrets and tokens in values
    and URLs, without quotes and scheme (``Basic``). A value made only of variables is none.
    """
    if len(text) <= _WHOLE:
        found = _all_credentials(text)
    else:
        begin = max(0, start - _REACH)
        found = _search(text, begin, end) if _hinted(text[begin:end]) else []
    return [(max(a, start), min(b, end)) for a, b in found if a < end and b > start]


@lru_cache(maxsize=16)
def _all_credentials(text: str) -> list[tuple[int, int]]:
    return _search(text, 0, len(text)) if _hinted(text) else []


def _hinted(text: str) -> bool:
    lower = text.lower()
    return any(hint in lower for hint in _HINTS) or ("://" in lower and "@" in lower)


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """A credential; what in a value gives nothing away; what stands before a value's secret."""
    return (
        re.compile(_CREDENTIAL, re.IGNORECASE | re.VERBOSE | re.DOTALL),
        re.compile(rf"\$\w+|\$\{{\w+\}}|\b{_SCHEME}|[\s\"';:,=$]", re.IGNORECASE),
        re.compile(rf"[\"']?(?:{_SCHEME})?", re.IGNORECASE),
    )


def _search(text: str, start: int, end: int) -> list[tuple[int, int]]:
    credential, harmless, lead = _patterns()
    found = []
    for match in credential.finditer(text, start, end):
        group = match.lastgroup or "value"
        first, last = match.span(group)
        if group == "value":
            value = match[group]
            if not harmless.sub("", value):
                continue
            before = lead.match(value)
            first += before.end() if before else 0
            if value[0] in "\"'" and value[-1] == value[0]:
                last -= 1
        if first < last:
            found.append((first, last))
    return found
