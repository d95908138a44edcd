"""Which arguments are paths of files, what relative ones start from, and which may hold variables.

ngx_conf_full_name in src/core/ngx_conf_file.c is told either the prefix (``--prefix``, ``-p``) or the folder
of nginx.conf.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Base = Literal["prefix", "conf"]


class PathArgument(NamedTuple):
    """The first argument of a directive: a path that starts from ``base``; ``expands``: with variables."""

    base: Base
    expands: bool


_FAMILIES = ("proxy", "fastcgi", "uwsgi", "scgi")
_TO_TLS = ("proxy", "grpc", "uwsgi")

PATHS: dict[str, PathArgument] = {
    **dict.fromkeys(("root", "alias", "access_log"), PathArgument("prefix", True)),
    **dict.fromkeys(
        (
            "error_log",
            "pid",
            "lock_file",
            "load_module",
            "client_body_temp_path",
            "xslt_stylesheet",
            *(f"{family}_temp_path" for family in _FAMILIES),
            *(f"{family}_cache_path" for family in _FAMILIES),
        ),
        PathArgument("prefix", False),
    ),
    **dict.fromkeys(
        (
            "auth_basic_user_file",
            "ssl_certificate",
            "ssl_certificate_key",
            *(f"{family}_ssl_certificate" for family in _TO_TLS),
            *(f"{family}_ssl_certificate_key" for family in _TO_TLS),
        ),
        PathArgument("conf", True),
    ),
    **dict.fromkeys(
        (
            "include",
            "ssl_client_certificate",
            "ssl_trusted_certificate",
            "ssl_crl",
            "ssl_dhparam",
            "ssl_password_file",
            "ssl_stapling_file",
            "ssl_session_ticket_key",
            "quic_host_key",
            *(f"{family}_ssl_trusted_certificate" for family in _TO_TLS),
            *(f"{family}_ssl_crl" for family in _TO_TLS),
            *(f"{family}_ssl_password_file" for family in _TO_TLS),
        ),
        PathArgument("conf", False),
    ),
}

_NO_FILES = ("syslog:", "memory:", "data:", "engine:", "store:", "unix:")
_WORDS = {"access_log": "off", "error_log": "stderr"}


def path_argument(name: str, word: str) -> PathArgument | None:
    """What is known of a path in the first argument of a directive, ``None`` if the word is none."""
    found = PATHS.get(name)
    if found is None or not word or word.startswith(_NO_FILES) or word in (_WORDS.get(name), "off"):
        return None
    return found


def is_relative(word: str) -> bool:
    """Whether a path starts from one of nginx's own folders, as far as its text says."""
    return not word.startswith(("/", "$", "\\")) and word[1:2] != ":"
