"""The data and what is read from it."""

from __future__ import annotations

import importlib.util
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from nginxlint.nginx import facts
from nginxlint.nginx.version import DATA, NEWEST, RELEASES, UNRELEASED, Version, since

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]


def _tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_facts", ROOT / "tools" / "build_facts.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A folder of facts with one directive and one variable."""
    directive = {
        "name": "gzip",
        "module": "ngx_http_gzip_filter_module",
        "source": "core",
        "contexts": ["server", "http"],
        "arity": {"min": 1, "max": 1},
        "flag": True,
        "block": False,
        "kind": "flag",
        "handler": "ngx_conf_set_flag_slot",
        "values": None,
        "bounds": None,
        "params": [],
        "once": True,
        "deprecated": None,
        "default": "off",
        "docs": "https://nginx.org/en/docs/http/ngx_http_gzip_module.html#gzip",
        "since": None,
        "removed": None,
        "changes": [],
        "guard": None,
    }
    changed = directive | {
        "name": "aaa",
        "arity": {"counts": [1, 3]},
        "source": "third-party:o/r",
        "docs": None,
        "changes": [{"version": "1.20.0", "field": "arity", "old": {"min": 1, "max": 2}}],
    }
    table = {
        "nginx_versions": ["1.20.0", "1.20.1"],
        "unreleased": "1.20.2",
        "modules": {"ngx_http_gzip_filter_module": {"without": "--without-http_gzip_module"}},
        "third_party": {},
        "directives": [directive, changed],
    }
    variable = {
        "name": "arg_",
        "scope": "http",
        "module": "ngx_http_core_module",
        "source": "core",
        "prefix": True,
        "settable": False,
        "since": None,
        "removed": None,
        "docs": None,
    }
    (tmp_path / "directives.json").write_text(json.dumps(table))
    (tmp_path / "variables.json").write_text(json.dumps({"variables": [variable]}))
    return tmp_path


def test_build_writes_lines_by_name(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    tool = _tool()
    assert tool.main([str(small), "--out", str(out)]) == 0
    header, *lines = (out / "directives.tsv").read_text().splitlines()
    assert json.loads(header)["sources"] == ["core", "third-party:o/r"]
    assert [line.partition("\t")[0] for line in lines] == ["aaa", "gzip"]
    record = json.loads(lines[1].partition("\t")[2])[0]
    assert record == {"m": 0, "c": 0, "n": [1, 1], "f": 1, "k": "flag", "o": 1, "d": "off"}
    assert json.loads(lines[0].partition("\t")[2])[0]["h"] == [["1.20.0", "arity", [1, 2]]]
    assert (out / "releases.txt").read_text() == "1.20.0 1.20.1\n1.20.2\n"


def test_check_tells_stale_data(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    tool = _tool()
    assert tool.main([str(small), "--out", str(out), "--check"]) == 1
    assert tool.main([str(small), "--out", str(out)]) == 0
    assert tool.main([str(small), "--out", str(out), "--check"]) == 0


def test_the_data_is_what_the_facts_give() -> None:
    given = os.environ.get("NGINXLINT_FACTS")
    folder = Path(given) if given else ROOT.parent / "shared" / "facts"
    if not (folder / "directives.json").exists():
        pytest.skip("no facts here to compare with")
    for name, text in _tool().build(folder).items():
        assert (Path(DATA) / name).read_text(encoding="utf-8") == text


def test_the_data_is_small() -> None:
    assert sum(path.stat().st_size for path in Path(DATA).iterdir() if path.is_file()) < 350_000


def test_every_record_can_be_read_in_every_version() -> None:
    assert len(facts.names()) > 2000
    for version in (RELEASES[0], Version(1, 22, 1), NEWEST, UNRELEASED):
        for name in facts.names():
            for fact in facts.facts_of(name, version):
                assert fact.contexts
                assert fact.min_args >= 0
                assert fact.max_args is None or fact.max_args >= fact.min_args


def test_changes_are_undone() -> None:
    def kind(version: str) -> str | None:
        return facts.facts_of("limit_rate", Version.parse(version))[0].kind

    assert kind("1.16.1") == "size"
    assert kind("1.17.0") == "complex-size"
    listen = next(f for f in facts.facts_of("listen", Version(1, 18, 0)) if "server" in f.contexts)
    assert "spdy" in listen.params
    assert "quic" not in listen.params
    geo = next(f for f in facts.facts_of("geo", Version(1, 22, 1)) if "http" in f.contexts)
    assert geo.body is not None
    assert "volatile" not in geo.body["special"]
    keepalive = [f for f in facts.facts_of("keepalive", Version(1, 29, 0)) if f.source == "core"]
    assert keepalive[0].max_args == 1


def test_counts() -> None:
    fact = next(f for f in facts.facts_of("server_name", NEWEST) if "server" in f.contexts)
    assert (fact.takes(0), fact.takes(1), fact.takes(50)) == (False, True, True)
    some = [f for name in facts.names() for f in facts.facts_of(name, NEWEST) if f.counts]
    for fact in some:
        assert fact.counts is not None
        assert all(fact.takes(count) for count in fact.counts)
        assert not fact.takes(max(fact.counts) + 1)


def test_docs_lead_to_the_directive() -> None:
    gzip = facts.facts_of("gzip", NEWEST)[0]
    assert gzip.docs == "https://nginx.org/en/docs/http/ngx_http_gzip_module.html#gzip"
    brotli = facts.facts_of("brotli", NEWEST)[0]
    assert brotli.docs == "https://github.com/google/ngx_brotli"


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("1.22.1", (1, 22, 1)),
        ("1.22", (1, 22, 1)),
        ("nginx/1.25.3", (1, 25, 3)),
        ("v1.18.0", (1, 18, 0)),
        (" 1.31.9 ", (1, 31, 9)),
        ("1.40", (1, 40, 0)),
    ],
)
def test_versions(text: str, version: tuple[int, int, int]) -> None:
    assert Version.parse(text) == version


@pytest.mark.parametrize("text", ["", "1", "1.2.3.4", "one.two", "1.22.x", "-1.2.3", "１.22.1"])
def test_no_versions(text: str) -> None:
    with pytest.raises(ValueError, match="is not an nginx version"):
        Version.parse(text)


def test_versions_compare() -> None:
    assert Version.parse("1.9.15") < Version.parse("1.22.1") < NEWEST <= UNRELEASED
    assert str(Version.parse("1.22")) == "1.22.1"
    assert since("1.25.1") == (1, 25, 1)
    assert since("njs 0.7.1") is None
    assert since(None) is None
