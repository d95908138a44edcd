"""Names, contexts, blocks and numbers of arguments."""

from __future__ import annotations

import pytest

from nginxlint.nginx.dialect import Dialect
from nginxlint.nginx.structure import allowed_counts, check_directive, place, places
from nginxlint.nginx.version import Version

NOW = Dialect()


def one(name: str, args: int, context: str, *, block: bool = False, nginx: Dialect = NOW) -> str:
    """Return "rule severity" of the one problem, or "" for none."""
    found = check_directive(nginx, name, ["x"] * args, context, block)
    assert len(found) < 2
    return " ".join(f"{problem.rule} {problem.severity}" for problem in found)


@pytest.mark.parametrize(
    ("name", "args", "context", "said"),
    [
        ("listen", 1, "server", ""),
        ("listen", 0, "server", "invalid-argument-count error"),
        ("listen", 1, "http", "invalid-directive-context error"),
        ("lisen", 1, "server", "unknown-directive error"),
        ("gzip", 2, "http", "invalid-argument-count error"),
        ("ssl", 1, "server", "ssl-directive-deprecated error"),
        ("brotli", 1, "http", "module-not-available info"),
        ("health_check", 0, "location", "commercial-directive info"),
        ("http2_push", 1, "server", "deprecated-directive warning"),
        ("server", 0, "http", "missing-opening-brace error"),
        ("else", 0, "server", "unknown-directive error"),
        ("proxy_http_version", 1, "limit_except", "invalid-directive-context error"),
    ],
)
def test_problems(name: str, args: int, context: str, said: str) -> None:
    assert one(name, args, context) == said


def test_versions_and_modules() -> None:
    old = Dialect(Version(1, 22, 1))
    assert one("ssl", 1, "server", nginx=old) == "ssl-directive-deprecated warning"
    assert one("http2", 1, "server", nginx=old) == "directive-too-new error"
    assert one("http2_push", 1, "server", nginx=old) == ""
    assert one("max_headers", 1, "server", nginx=old) == "directive-too-new warning"
    loaded = Dialect(modules={"google/ngx_brotli"})
    assert one("brotli", 1, "http", nginx=loaded) == ""
    angie = Dialect(modules={"angie"})
    assert one("proxy_http_version", 1, "limit_except", nginx=angie) == ""
    complete = Dialect(modules=(), complete=True)
    assert one("brotli", 1, "http", nginx=complete) == "module-not-available error"
    assert one("mine", 7, "http", nginx=Dialect(extra=("mine",))) == ""


def test_a_block_where_none_may_be() -> None:
    assert one("root", 1, "server", block=True) == "missing-semicolon error"
    assert one("location", 1, "server", block=True) == ""


def test_words() -> None:
    (unknown,) = check_directive(NOW, "server-name", ["a"], "server", False)
    assert unknown.message == "nginx has no directive `server-name`: it refuses to start"
    assert unknown.help == "Did you mean `server_name`?"
    assert unknown.replacement == "server_name"
    (context,) = check_directive(NOW, "worker_connections", ["1"], "server", False)
    assert context.message == ("`worker_connections` may not stand in `server`: nginx refuses to start")
    assert context.help == "It belongs in `events`."
    (glued,) = check_directive(NOW, "if($x)", [], "server", True)
    assert (glued.replacement, glued.safe) == ("if ($x)", True)
    (newer,) = check_directive(Dialect(Version(1, 22, 1)), "http2", ["on"], "server", False)
    assert newer.message == "nginx 1.22.1 does not have `http2` yet: it refuses to start"


def test_contexts_of_the_same_part_are_named() -> None:
    (found,) = check_directive(NOW, "server_name", ["a"], "http", False)
    assert found.help == "It belongs in `server`."


def test_places_and_counts() -> None:
    assert places({"location", "http", "server"}) == "`http`, `server` or `location`"
    assert place("if-in-location") == "an `if` in `location`"
    said = {}
    for name, context in (("gzip", "http"), ("listen", "server"), ("internal", "location"),
                          ("location", "server"), ("proxy_cookie_flags", "http")):  # fmt: skip
        fact = NOW.find(name, context)
        assert fact is not None
        said[name] = allowed_counts(fact)
    assert said == {
        "gzip": "exactly 1 argument",
        "listen": "at least 1 argument",
        "internal": "no arguments",
        "location": "1 or 2 arguments",
        "proxy_cookie_flags": "1 to 4 arguments",
    }
