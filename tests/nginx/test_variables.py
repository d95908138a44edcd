"""Variables: in texts, known, defined, used."""

from __future__ import annotations

import pytest

from nginxlint.nginx.dialect import Dialect
from nginxlint.nginx.uses import body_uses, variable_uses
from nginxlint.nginx.variables import (
    Variables,
    defined_in_body,
    defined_variables,
    named_groups,
    variables,
    variables_in,
)
from nginxlint.nginx.version import NEWEST, Version

NOW = Variables(NEWEST)


def test_variables_in_a_text() -> None:
    found = variables_in("a$host${uri}b$1$10 $a-$")
    assert [(use.name, use.capture) for use in found] == [
        ("host", False), ("uri", False), ("1", True), ("1", True), ("a", False),
    ]  # fmt: skip
    text = "x${uri}"
    (use,) = variables_in(text)
    assert text[use.start : use.end] == "${uri}"
    assert variables_in("nothing") == []


@pytest.mark.parametrize(
    ("name", "scope", "known"),
    [("host", "http", True), ("HOST", "http", True), ("http_x_y", "http", True),
     ("arg_q", "http", True), ("cookie_a", "http", True), ("hostt", "http", False),
     ("uri", "stream", False), ("remote_addr", "stream", True), ("memcached_key", "http", False),
     ("ssl_preread_server_name", "stream", True), ("geoip2_data", "http", False)],
)  # fmt: skip
def test_known(name: str, scope: str, known: bool) -> None:
    assert NOW.known_variable(name, scope) is known


def test_versions_of_variables() -> None:
    old = Variables(Version(1, 14, 0))
    new = {name for name in NOW.names("http") if old.find(name, "http") is None}
    assert new
    name = min(new)
    assert [fact.name for fact in old.other_versions(name, "http")] == [name]


def test_settable() -> None:
    assert NOW.settable("args", "http")
    assert NOW.settable("mine", "http")
    assert NOW.settable("http_x", "http")
    assert not NOW.settable("host", "http")
    assert not NOW.settable("remote_addr", "stream")


def test_shared_table() -> None:
    assert variables(NEWEST) is variables(NEWEST)


@pytest.mark.parametrize(
    ("name", "args", "names"),
    [("set", ["$a", "1"], ["a"]), ("map", ["$host", "$m"], ["m"]), ("geo", ["$g"], ["g"]),
     ("geo", ["$remote_addr", "$g"], ["g"]), ("split_clients", ["$host", "$s"], ["s"]),
     ("auth_request_set", ["$a", "$b"], ["a"]), ("js_set", ["$a", "f"], ["a"]),
     ("keyval", ["$a", "$b", "zone=c"], ["b"]), ("set_by_lua_block", ["$a"], ["a"]),
     ("set_md5", ["$a", "$b"], ["a"]), ("set_real_ip_from", ["10.0.0.0/8"], []),
     ("location", ["~", "^/(?<a>.)(?P<b>.)(?'c'.)"], ["a", "b", "c"]),
     ("server_name", ["~^(?<sub>.+)$", "a.b"], ["sub"]),
     ("if", ["($host", "~", "(?<h>.)", ")"], ["h"]),
     ("rewrite", ["^/(?<r>.*)", "/"], ["r"]), ("set", ["a", "1"], []), ("gzip", ["on"], [])],
)  # fmt: skip
def test_defined(name: str, args: list[str], names: list[str]) -> None:
    assert defined_variables(name, args) == names


def test_defined_in_bodies() -> None:
    assert defined_in_body("map", ["~^(?<a>.)$", "$a"]) == ["a"]
    assert defined_in_body("map", ["a", "b"]) == []
    assert defined_in_body("geoip2", ["$country", "country", "iso_code"]) == ["country"]


def test_named_groups_pass_over_what_is_none() -> None:
    assert named_groups(r"\(?<a>x") == []
    assert named_groups(r"[(?<a>]") == []
    assert named_groups(r"(?<=a)(?<!b)(?<c>)") == ["c"]


@pytest.mark.parametrize(
    ("name", "context", "args", "used"),
    [("return", "server", ["301", "https://$host$uri"], ["host", "uri"]),
     ("return", "server", ["https://$host"], ["host"]),
     ("add_header", "server", ["$x", "$y"], ["y"]),
     ("proxy_set_header", "server", ["$x", "$y"], ["y"]),
     ("fastcgi_param", "server", ["A", "$y"], ["y"]),
     ("log_format", "http", ["$n", "$a $1"], ["a", "1"]),
     ("try_files", "server", ["$uri", "/$a"], ["uri", "a"]),
     ("access_log", "server", ["/a/$b", "combined", "if=$c"], ["b", "c"]),
     ("rewrite", "server", ["^/$", "/$a"], ["a"]),
     ("if", "server", ["($a", "=", "$b)"], ["a", "b"]),
     ("if", "server", ["($a)"], ["a"]),
     ("if", "server", ["(", "$a", "~", "$b", ")"], ["a"]),
     ("if", "server", ["(-f", "$a)"], ["a"]),
     ("geo", "http", ["$a", "$b"], ["a"]),
     ("map", "http", ["$a$c", "$b"], ["a", "c"]),
     ("set", "server", ["$a", "$b"], ["b"]),
     ("error_page", "server", ["404", "=", "/$a"], ["a"]),
     ("root", "server", ["/$a"], ["a"]),
     ("gzip_types", "server", ["$a"], []),
     ("server_name", "server", ["$a"], []),
     ("proxy_pass", "stream-server", ["$a"], ["a"]),
     ("more_set_headers", "server", ["A: $b"], [])],
)  # fmt: skip
def test_uses(name: str, context: str, args: list[str], used: list[str]) -> None:
    fact = Dialect().find(name, context)
    assert fact is not None
    found = list(variable_uses(fact, args, context))
    assert [use.name for _, use in found] == used
    for arg, use in found:
        assert args[arg][use.start] == "$"


def test_captures_are_marked() -> None:
    dialect = Dialect()
    fact = dialect.find("return", "server")
    assert fact is not None
    ((_, use),) = variable_uses(fact, ["200", "$1"], "server")
    assert use.capture
    fact = dialect.find("log_format", "http")
    assert fact is not None
    ((_, use),) = variable_uses(fact, ["a", "$1"], "http")
    assert not use.capture


def test_uses_in_bodies() -> None:
    assert [use.name for _, use in body_uses("map", ["$a", "$b"])] == ["b"]
    assert body_uses("geo", ["10.0.0.0/8", "$b"]) == []
