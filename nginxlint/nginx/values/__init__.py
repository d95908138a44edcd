"""Does nginx take the values of a directive?

:func:`check_values` asks the grammar that the directive's kind names, or, for a directive with
a handler of its own in nginx, the module of its family. A family is imported when a
directive of it first occurs.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from nginxlint.nginx.values.call import Call, Checker
from nginxlint.nginx.values.slots import check_kind
from nginxlint.nginx.variables import REGEX_NAMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nginxlint.nginx.dialect import Dialect
    from nginxlint.nginx.facts import DirectiveFact
    from nginxlint.nginx.problem import Problem

#: module of this package -> the directives whose values it checks
FAMILIES = {
    "listen": "listen server_name",
    "upstream": "server hash random least_time keepalive zone sticky resolver proxy_bind "
    "fastcgi_bind uwsgi_bind scgi_bind grpc_bind memcached_bind tunnel_bind",
    "passing": "proxy_pass fastcgi_pass uwsgi_pass scgi_pass grpc_pass memcached_pass "
    "tunnel_pass pass auth_http proxy_redirect proxy_cookie_domain proxy_cookie_path "
    "proxy_cookie_flags fastcgi_split_path_info proxy_store fastcgi_store uwsgi_store "
    "scgi_store",
    "logs": "access_log error_log log_format open_log_file_cache",
    "rewriting": "if rewrite return set auth_request_set perl_set",
    "http": "location root alias error_page try_files limit_except keepalive_timeout aio "
    "directio disable_symlinks gzip_disable open_file_cache index "
    "auth_basic_user_file connection_pool_size request_pool_size",
    "access": "allow deny set_real_ip_from debug_connection geoip_proxy valid_referers",
    "limits": "limit_req limit_req_zone limit_conn limit_conn_zone",
    "cache": "proxy_cache_path fastcgi_cache_path uwsgi_cache_path scgi_cache_path "
    "proxy_cache_valid fastcgi_cache_valid uwsgi_cache_valid scgi_cache_valid "
    "proxy_cache fastcgi_cache uwsgi_cache scgi_cache proxy_cache_key fastcgi_cache_key "
    "uwsgi_cache_key scgi_cache_key",
    "tls": "ssl_session_cache ssl_ocsp_cache ssl_certificate_cache "
    "proxy_ssl_certificate_cache grpc_ssl_certificate_cache uwsgi_ssl_certificate_cache "
    "ssl_certificate ssl_certificate_key ssl_alpn proxy_ssl_alpn",
    "headers": "add_header add_trailer expires",
    "filters": "charset source_charset charset_map image_filter image_filter_jpeg_quality "
    "image_filter_sharpen image_filter_webp_quality userid_expires userid_mark sub_filter "
    "gzip_window gzip_hash modern_browser xslt_param xslt_string_param "
    "xslt_stylesheet",
    "http2": "http2_recv_buffer_size http2_pool_size http2_streams_index_size "
    "http2_chunk_size http2_body_preread_size http2_push",
    "blocks": "map geo split_clients geoip_city geoip_country geoip_org",
    "core": "worker_processes worker_connections worker_priority worker_cpu_affinity "
    "thread_pool use protocol degradation",
}

_FAMILY = {name: family for family, names in FAMILIES.items() for name in names.split()}


@cache
def checker(name: str) -> Checker | None:
    """Return the function that checks a directive with a grammar of its own, None if it has
    none."""
    family = _FAMILY.get(name)
    if family is None:
        return None
    found: Checker = import_module(f"nginxlint.nginx.values.{family}").CHECKERS[name]
    return found


def check_values(
    dialect: Dialect, fact: DirectiveFact, name: str, args: Sequence[str], context: str
) -> list[Problem]:
    """Return what nginx has against the arguments of a directive.

    ``fact`` is what ``dialect.find(name, context)`` gave; ``args`` are the values as nginx has
    them, quotes removed and escapes done. The number of arguments must be right
    (:func:`nginxlint.nginx.structure.check_directive` says so); for a wrong one, the list is
    empty. Nothing is said of values that variables make at run time, nor of what only the
    machine can tell (names to look up, files).
    """
    if not fact.takes(len(args)):
        return []
    own = checker(name) if fact.source == "core" else None
    if own is None:
        return list(check_kind(fact, name, args))
    found = list(own(Call(dialect, fact, args, context)))
    if not found and name in REGEX_NAMES and any("(?" in arg for arg in args):
        from nginxlint.nginx.values.names import check_groups, scope_of

        for at, arg in enumerate(args):
            found += check_groups(dialect, at, arg, scope_of(context))
    return found


def check_body_entry(
    dialect: Dialect, block_name: str, args: Sequence[str], scope: str = "http"
) -> list[Problem]:
    """Return what nginx has against one line inside a map, geo, types, ... block.

    ``args`` are all words of the line, the first included; ``scope`` is http or stream.
    Entries that depend on others (a key given twice, percentages above 100 in sum) are
    for :func:`nginxlint.nginx.values.bodies.check_body`.
    """
    from nginxlint.nginx.values import bodies

    return list(bodies.check_entry(dialect, block_name, args, scope))
