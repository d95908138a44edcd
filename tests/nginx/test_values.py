"""What is said of wrong values: the rule, the place, the words, what to write instead."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings, strategies as st

from nginxlint.nginx.dialect import Dialect
from nginxlint.nginx.facts import names
from nginxlint.nginx.values import FAMILIES, check_body_entry, check_values, checker
from nginxlint.nginx.values.bodies import check_body
from nginxlint.nginx.values.regex import compiled, groups
from nginxlint.nginx.version import Version

if TYPE_CHECKING:
    from nginxlint.nginx.problem import Problem

NOW = Dialect()


def said(context: str, name: str, *args: str, nginx: Dialect = NOW) -> list[Problem]:
    """Return the problems of a directive's values."""
    fact = nginx.find(name, context)
    assert fact is not None
    return check_values(nginx, fact, name, args, context)


def test_every_checker_is_listed_and_every_listed_one_exists() -> None:
    for family, listed in FAMILIES.items():
        module = import_module(f"nginxlint.nginx.values.{family}")
        assert set(listed.split()) == set(module.CHECKERS)
        for name in listed.split():
            assert checker(name) is module.CHECKERS[name]
            assert name in names()


@pytest.mark.parametrize(
    ("context", "line", "message", "replacement", "safe"),
    [
        ("server", "autoindex yes", "`autoindex` takes `on` or `off`, not `yes`", "on", True),
        ("server", "autoindex maybe", "`autoindex` takes `on` or `off`, not `maybe`", None, False),
        ("server", "listen 80800", "port 80800 is not a port: ports go from 1 to 65535",
         None, False),
        ("http", "client_max_body_size 10mb",
         "`10mb` is not a size that `client_max_body_size` takes", "10m", True),
        ("http", "client_body_timeout 10sec",
         "`10sec` is not a time that `client_body_timeout` takes", "10s", True),
        ("http", "gzip_comp_level 10", "10 is out of range for `gzip_comp_level`", None, False),
        ("location", "proxy_pass 127.0.0.1:80",
         "the address `127.0.0.1:80` does not begin with `http://` or `https://`",
         "http://127.0.0.1:80", True),
        ("location", "fastcgi_pass http://127.0.0.1:9000", "`fastcgi_pass` does not take `http://`",
         "127.0.0.1:9000", True),
        ("server", "set a 1", "`a` is not a variable: its name has to begin with `$`", "$a", True),
        ("server", "listen ::1:8080", "`::1:8080` is an IPv6 address without brackets",
         None, False),
        ("server", "listen :::80", "`:::80` is an IPv6 address without brackets", "[::]:80", False),
        ("server", "if ($a == b)", "`if` has no operator `==`", "=", True),
        ("http", "allow 10.0.0.0/255.0.0.0", "`255.0.0.0` is not a mask that `allow` takes",
         "10.0.0.0/8", True),
        ("http", "satisfy both", "`satisfy` takes `all` or `any`, not `both`", None, False),
        ("http", "limit_req_zone $a zone=b:10m rate=5/s",
         "`rate=` takes a whole number of requests in a second or a minute, not `5/s`",
         "rate=5r/s", False),
        ("http", "client_max_body_size $a",
         "`client_max_body_size` does not take variables: nginx reads `$a` as plain text",
         None, False),
    ],
)  # fmt: skip
def test_words(context: str, line: str, message: str, replacement: str | None, safe: bool) -> None:
    name, *args = line.split()
    (problem,) = said(context, name, *args)
    assert problem.message == message + ": nginx refuses to start"
    if replacement is not None or not problem.replacement:
        assert problem.replacement == replacement
        assert problem.safe is safe


@pytest.mark.parametrize(
    ("context", "line", "rule", "arg", "part"),
    [
        ("server", "listen 127.0.0.1:80800", "invalid-argument-value", 0, "80800"),
        ("server", "listen $port", "variable-not-supported", 0, "$port"),
        ("server", "location ~ ^/(a", "invalid-regex", 1, "a"),
        ("server", "rewrite ^/a[ /b", "invalid-regex", 0, "["),
        ("server", "return 200 a${b", "invalid-variable-name", 1, "${b"),
        ("server", "set $host 1", "builtin-variable-redefined", 0, None),
        ("server", "if ($a == b)", "invalid-if-condition", 1, None),
        ("http", "limit_req_zone $a zone=b:10k rate=1r/s", "zone-too-small", 1, "10k"),
        ("http", "ssl_session_cache shared:a:1k", "zone-too-small", 0, "1k"),
        ("upstream", "server http://a:80", "pass-scheme-unexpected", 0, "http://"),
        ("upstream", "server 127.0.0.1:80 slow_start=1s", "commercial-directive", 1, None),
        ("http", "allow 10.0.0.1/8", "cidr-host-bits-set", 0, None),
        ("server", "server_name a/b", "server-name-invalid", 0, "/b"),
        ("location", "index /a b", "absolute-index-not-last", 0, None),
        ("server", "listen 80 http2", "listen-http2-deprecated", 1, None),
        ("http", "proxy_cache_path /a keys_zone=b:10m purger=on", "commercial-directive", 2, None),
        ("http", "gzip_types text/html", "duplicate-directive", 0, None),
        ("location", "root $document_root/a", "variable-not-supported", 0, "$document_root"),
    ],
)
def test_rules_and_places(context: str, line: str, rule: str, arg: int, part: str | None) -> None:
    name, *args = line.split()
    (problem,) = said(context, name, *args)
    assert (problem.rule, problem.arg) == (rule, arg)
    if part is not None:
        assert args[arg][problem.start : problem.end] == part


def test_versions() -> None:
    old = Dialect(Version(1, 22, 1))
    (problem,) = said("server", "listen", "443", "quic", nginx=old)
    assert problem.rule == "directive-too-new"
    assert said("server", "listen", "443", "http2", nginx=old) == []
    assert said("server", "ssl_certificate", "$a.pem") == []


def test_a_wrong_number_of_arguments_is_for_the_structure() -> None:
    fact = NOW.find("listen", "server")
    assert fact is not None
    assert check_values(NOW, fact, "listen", [], "server") == []


def test_body_entries() -> None:
    assert check_body_entry(NOW, "map", ["default", "a"]) == []
    (problem,) = check_body_entry(NOW, "map", ["~(", "a"])
    assert (problem.rule, problem.start) == ("invalid-regex", 1)
    (problem,) = check_body_entry(NOW, "geo", ["10.0.0.1/8", "a"])
    assert problem.replacement == "10.0.0.0/8"
    (problem,) = check_body_entry(NOW, "split_clients", ["50", "a"])
    assert problem.replacement == "50%"
    assert check_body_entry(NOW, "match", ["anything"]) == []


def test_shares_above_a_hundred() -> None:
    lines = [["60%", "a"], ["50%", "b"]]
    ((line, problem),) = check_body(NOW, "split_clients", ["$a", "$b"], lines)
    assert line == 1
    assert "add up to more than 100 %" in problem.message


def test_pcre_is_asked() -> None:
    assert groups("(a)(?:b)(?<c>d)") == 2
    found = compiled(r"(?>a)\h++(?|(b)|(c))")
    assert found is not None
    assert found.error is None
    broken = compiled("é(a")
    assert broken is not None
    assert broken.offset == 3


@pytest.mark.parametrize("pattern", [r"[\w-.]", r"\y"])
def test_what_only_pcre2_refuses_is_a_warning(pattern: str) -> None:
    (problem,) = said("server", "location", "~", pattern)
    assert (problem.rule, problem.severity) == ("invalid-regex", "warning")


def test_groups_that_would_redefine_a_variable() -> None:
    (problem,) = said("server", "location", "~", "^/(?<host>.)")
    assert problem.rule == "builtin-variable-redefined"
    (problem,) = check_body_entry(NOW, "map", ["~(?<uri>.)", "x"])
    assert (problem.rule, problem.start) == ("builtin-variable-redefined", 4)


ANY = st.text(st.characters(codec="utf-8"), max_size=25)


@settings(max_examples=150)
@given(st.sampled_from(names()), st.lists(ANY, max_size=5), st.sampled_from([NOW]))
def test_nothing_fails(name: str, args: list[str], nginx: Dialect) -> None:
    for fact in nginx.facts(name):
        context = min(fact.contexts)
        for problem in check_values(nginx, fact, name, args, context):
            assert -1 <= problem.arg < len(args)
            value = args[problem.arg] if problem.arg >= 0 else name
            if problem.start is not None and problem.end is not None:
                assert 0 <= problem.start <= problem.end <= len(value)


@settings(max_examples=100)
@given(
    st.sampled_from(["map", "geo", "split_clients", "types", "charset_map"]),
    st.lists(st.lists(ANY, min_size=1, max_size=3), max_size=4),
)
def test_no_body_fails(block: str, lines: list[list[str]]) -> None:
    for line, problem in check_body(NOW, block, ["$a", "$b"], lines):
        assert 0 <= line < len(lines)
        assert problem.arg < len(lines[line])
