"""Looking a directive up: where it may stand, which nginx has it, what is near."""

from __future__ import annotations

import pytest

from nginxlint.nginx.availability import availability
from nginxlint.nginx.dialect import Dialect, dialect
from nginxlint.nginx.facts import names
from nginxlint.nginx.spelling import distance, nearest
from nginxlint.nginx.version import Version

NOW = Dialect()
OLD = Dialect(Version(1, 22, 1))


@pytest.mark.parametrize(
    ("name", "context", "module"),
    [
        ("listen", "server", "ngx_http_core_module"),
        ("listen", "stream-server", "ngx_stream_core_module"),
        ("listen", "mail-server", "ngx_mail_core_module"),
        ("server", "upstream", "ngx_http_upstream_module"),
        ("server", "http", "ngx_http_core_module"),
        ("include", "if-in-location", "ngx_conf_module"),
        ("sticky", "upstream", "ngx_http_upstream_sticky_module"),
        ("brotli", "http", "ngx_http_brotli_filter_module"),
    ],
)
def test_find(name: str, context: str, module: str) -> None:
    fact = NOW.find(name, context)
    assert fact is not None
    assert fact.module == module
    assert NOW.find(name, context) is fact


def test_find_nothing() -> None:
    assert NOW.find("listen", "http") is None
    assert NOW.find("nothing", "http") is None
    assert OLD.find("http2", "server") is None


def test_modules_are_known_by_any_name() -> None:
    for spelling in (
        "openresty/lua-nginx-module",
        "third-party:openresty/lua-nginx-module",
        "ngx_http_lua_module",
        "modules/ngx_http_lua_module.so",
    ):
        loaded = Dialect(modules={spelling})
        fact = loaded.find("lua_code_cache", "http")
        assert fact is not None
        assert loaded.has(fact), spelling
        assert not NOW.has(fact)
    assert "lua_code_cache" in Dialect(modules={"ngx_http_lua_module"}).names("http")
    assert "lua_code_cache" not in NOW.names("http")


def test_absent_modules() -> None:
    lean = Dialect(absent={"ngx_http_gzip_filter_module"})
    fact = lean.find("gzip", "http")
    assert fact is not None
    assert not lean.has(fact)
    found = availability(lean, "gzip", "http")
    assert found is not None
    assert found.status == "not-built"


@pytest.mark.parametrize(
    ("name", "context", "opens"),
    [
        ("http", "main", "http"),
        ("server", "http", "server"),
        ("server", "stream", "stream-server"),
        ("server", "mail", "mail-server"),
        ("location", "server", "location"),
        ("location", "location", "location"),
        ("if", "server", "if-in-server"),
        ("if", "location", "if-in-location"),
        ("limit_except", "location", "limit_except"),
        ("upstream", "http", "upstream"),
        ("upstream", "stream", "stream-upstream"),
        ("map", "http", "map"),
        ("types", "location", "types"),
        ("geo", "stream", "geo"),
        ("content_by_lua_block", "location", "raw"),
        ("gzip", "http", None),
    ],
)
def test_child_context(name: str, context: str, opens: str | None) -> None:
    fact = NOW.find(name, context)
    assert fact is not None
    assert NOW.child_context(fact, context, name) == opens


@pytest.mark.parametrize(
    ("wrong", "context", "right"),
    [
        ("lisen", "server", "listen"),
        ("listen_", "server", "listen"),
        ("server-name", "http", "server_name"),
        ("Server_Name", "server", "server_name"),
        ("proxypass", "location", "proxy_pass"),
        ("lcoation", "server", "location"),
        ("proxy_set_heder", "location", "proxy_set_header"),
        ("ssl_cert", "server", "ssl_certificate"),
        ("worker_conections", "events", "worker_connections"),
        ("worker_conection", "server", "worker_connections"),
        ("gzp", "http", "gzip"),
        ("foo", "http", None),
        ("x", "http", None),
        ("document", "http", None),
        ("a" * 5000, "http", None),
    ],
)
def test_nearest(wrong: str, context: str, right: str | None) -> None:
    near = NOW.nearest(wrong, context)
    if right == "worker_connections" and context == "server":
        assert near in (right, None)
    else:
        assert near == right


@pytest.mark.parametrize(
    ("a", "b", "apart"),
    [("", "", 0), ("abc", "abc", 0), ("abc", "acb", 1), ("abc", "abd", 1), ("abc", "ab", 1),
     ("abcd", "badc", 2), ("abc", "xyz", 3)],
)  # fmt: skip
def test_distance(a: str, b: str, apart: int) -> None:
    assert distance(a, b, 3) == apart
    assert distance(b, a, 3) == apart


def test_distance_stops_at_the_limit() -> None:
    assert distance("abcdef", "uvwxyz", 2) > 2


def test_a_right_name_is_nearest_to_itself() -> None:
    every = names()
    for name in every[::50]:
        assert nearest(name.lower(), every) is not None


@pytest.mark.parametrize(
    ("name", "status", "package"),
    [
        ("gzip", "here", None),
        ("http2", "too-new", None),
        ("brotli_static", "third-party",
         "libnginx-mod-http-brotli-filter and libnginx-mod-http-brotli-static"),
        ("more_set_headers", "third-party", "libnginx-mod-http-headers-more-filter"),
        ("geoip2", "third-party", "libnginx-mod-http-geoip2"),
        ("health_check", "commercial", None),
        ("image_filter", "here", "libnginx-mod-http-image-filter"),
    ],
)  # fmt: skip
def test_availability(name: str, status: str, package: str | None) -> None:
    found = availability(OLD, name)
    assert found is not None
    assert (found.status, found.package) == (status, package)


def test_availability_over_time() -> None:
    gone = availability(NOW, "ssl", "server")
    assert gone is not None
    assert (gone.status, gone.removed) == ("removed", (1, 25, 1))
    assert gone.instead is not None
    new = availability(OLD, "http2", "server")
    assert new is not None
    assert new.since == (1, 25, 1)
    assert availability(NOW, "nothing") is None


def test_extra_names_and_known() -> None:
    mine = Dialect(extra=("my_directive",))
    assert mine.known("my_directive")
    assert not NOW.known("my_directive")
    assert NOW.known("brotli")


def test_contexts() -> None:
    assert {"http", "server", "location"} <= NOW.contexts("gzip")
    assert NOW.contexts("nothing") == frozenset()
    assert "listen" in NOW.names("server")
    assert "include" in NOW.names("upstream")
    assert NOW.names("no such context") == frozenset()


def test_shared_dialects() -> None:
    assert dialect(Version(1, 22, 1)) is dialect(Version(1, 22, 1))
