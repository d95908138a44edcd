"""Why this nginx lacks a directive that another version, build or product has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from nginxlint.nginx.facts import DirectiveFact, module_options
from nginxlint.nginx.version import Version, since

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nginxlint.nginx.dialect import Dialect

Status = Literal["here", "too-new", "removed", "not-built", "third-party", "commercial", "fork"]

#: Debian's package for a module that is loaded with load_module, by repository or C module
PACKAGES: Mapping[str, str] = {
    "openresty/lua-nginx-module": "libnginx-mod-http-lua",
    "openresty/headers-more-nginx-module": "libnginx-mod-http-headers-more-filter",
    "openresty/echo-nginx-module": "libnginx-mod-http-echo",
    "openresty/set-misc-nginx-module": "libnginx-mod-http-set-misc",
    "openresty/srcache-nginx-module": "libnginx-mod-http-srcache-filter",
    "openresty/memc-nginx-module": "libnginx-mod-http-memc",
    "vision5/ngx_devel_kit": "libnginx-mod-http-ndk",
    "google/ngx_brotli": "libnginx-mod-http-brotli-filter and libnginx-mod-http-brotli-static",
    "arut/nginx-rtmp-module": "libnginx-mod-rtmp",
    "arut/nginx-dav-ext-module": "libnginx-mod-http-dav-ext",
    "aperezdc/ngx-fancyindex": "libnginx-mod-http-fancyindex",
    "nginx-modules/ngx_cache_purge": "libnginx-mod-http-cache-purge",
    "sto/ngx_http_auth_pam_module": "libnginx-mod-http-auth-pam",
    "slact/nchan": "libnginx-mod-nchan",
    "owasp-modsecurity/ModSecurity-nginx": "libnginx-mod-http-modsecurity",
    "yaoweibin/ngx_http_substitutions_filter_module": "libnginx-mod-http-subs-filter",
    "masterzen/nginx-upload-progress-module": "libnginx-mod-http-uploadprogress",
    "gnosek/nginx-upstream-fair": "libnginx-mod-http-upstream-fair",
    "phusion/passenger": "libnginx-mod-http-passenger",
    "ngx_http_geoip_module": "libnginx-mod-http-geoip",
    "ngx_stream_geoip_module": "libnginx-mod-stream-geoip",
    "ngx_http_image_filter_module": "libnginx-mod-http-image-filter",
    "ngx_http_perl_module": "libnginx-mod-http-perl",
    "ngx_http_xslt_filter_module": "libnginx-mod-http-xslt-filter",
    "ngx_mail_core_module": "libnginx-mod-mail",
    "ngx_stream_core_module": "libnginx-mod-stream",
}

#: what to write instead of a directive that is gone and whose record names no successor
SUCCESSORS: Mapping[str, str] = {
    "ssl": "`ssl` on the `listen` line: `listen 443 ssl;`",
    "limit_zone": "`limit_conn_zone`",
    "spdy_chunk_size": "`http2_chunk_size`",
    "spdy_pool_size": "`http2_pool_size`",
    "spdy_recv_buffer_size": "`http2_recv_buffer_size`",
    "spdy_streams_index_size": "`http2_streams_index_size`",
    "spdy_max_concurrent_streams": "`http2_max_concurrent_streams`",
    "spdy_keepalive_timeout": "`keepalive_timeout`",
    "spdy_recv_timeout": "`client_header_timeout`",
}

#: directives that distributions carry into older releases with security fixes (Debian's 1.22.1)
BACKPORTED = frozenset(("max_headers",))

FORKS: Mapping[str, str] = {"angie": "Angie", "freenginx": "freenginx"}


@dataclass(frozen=True, slots=True)
class Availability:
    """Where a directive is to be had.

    ``since`` and ``removed`` are releases of nginx, ``instead`` what replaced it, ``module`` the
    C module, ``project`` its repository, ``package`` Debian's package, ``option`` the configure
    option that builds it in.
    """

    status: Status
    fact: DirectiveFact
    since: Version | None = None
    removed: Version | None = None
    instead: str | None = None
    module: str = ""
    project: str | None = None
    package: str | None = None
    option: str | None = None


def availability(dialect: Dialect, name: str, context: str | None = None) -> Availability | None:
    """Return where the directive ``name`` (in ``context``, if given) is to be had, None if nobody
    has it there. Entries that this nginx has go first, then its other versions, then modules."""
    found = [
        fact
        for fact in dialect.facts(name)
        if context is None or context in fact.contexts or "any" in fact.contexts
    ]
    if not found:
        return None
    return min((explain(dialect, fact) for fact in found), key=lambda item: _ORDER[item.status])


_ORDER: Mapping[Status, int] = {
    "here": 0,
    "removed": 1,
    "too-new": 2,
    "not-built": 3,
    "third-party": 4,
    "commercial": 5,
    "fork": 6,
}


def explain(dialect: Dialect, fact: DirectiveFact) -> Availability:
    """Return how ``fact`` stands to the nginx of ``dialect``."""
    first, gone = since(fact.since), since(fact.removed)
    if fact.source == "core":
        package = PACKAGES.get(fact.module)
        if package is None and fact.module.startswith(("ngx_mail_", "ngx_stream_")):
            package = PACKAGES[f"ngx_{fact.module.split('_')[1]}_core_module"]
        option = module_options().get(fact.module, (None, None))[0]
        status: Status = "here"
        if gone is not None and gone <= dialect.version:
            status = "removed"
        elif first is not None and first > dialect.version:
            status = "too-new"
        elif not dialect.has(fact):
            status = "not-built"
        instead = SUCCESSORS.get(fact.name)
        return Availability(status, fact, first, gone, instead, fact.module, package=package, option=option)
    if dialect.has(fact):
        return Availability("here", fact, module=fact.module)
    if fact.source == "plus":
        return Availability("commercial", fact, module=fact.module, project="NGINX Plus")
    if fact.source in FORKS:
        return Availability("fork", fact, module=fact.module, project=FORKS[fact.source])
    project = fact.source.removeprefix("third-party:")
    return Availability(
        "third-party",
        fact,
        module=fact.module,
        project=project,
        package=PACKAGES.get(project) or _per_part(project, fact),
    )


def _per_part(project: str, fact: DirectiveFact) -> str | None:
    part = "stream" if "_stream_" in fact.module else "http"
    if project == "nginx/njs":
        return f"libnginx-mod-{part}-js"
    if project == "leev/ngx_http_geoip2_module":
        return f"libnginx-mod-{part}-geoip2"
    return None
