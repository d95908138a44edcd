"""What settings choose, and where they are found."""

from __future__ import annotations

import json
import os
from itertools import pairwise
from typing import TYPE_CHECKING

import jsonschema
import pytest
from inprocess import command, concise, tree
from linting import ROOT

from nginxlint.lint import discovery, index
from nginxlint.lint.globs import Glob
from nginxlint.lint.schema import settings_schema

if TYPE_CHECKING:
    from pathlib import Path

BROKEN = "server {\n    listen 80\n    server_name a.example;\n    foo on;\n}\n"
BOTH = ["a.conf:2 missing-semicolon", "a.conf:4 unknown-directive"]


def lint(folder: Path, settings: str, *arguments: str, path: str = "a.conf") -> list[str]:
    """The findings of a broken file under these settings."""
    tree(folder, {"a.conf": BROKEN, ".nginxlint.toml": settings})
    done = concise(path, *arguments, cwd=folder)
    assert done.status in (0, 1), done.err
    return done.findings


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("", BOTH),
        ('select = ["missing-semicolon"]', BOTH[:1]),
        ('ignore = ["missing-semicolon"]', BOTH[1:]),
        ('select = ["tls"]\nextend-select = ["unknown-directive"]', BOTH[1:]),
        ('select = ["syntax"]\nignore = ["unknown-directive"]', BOTH[:1]),
        ('[per-file-ignores]\n"*.conf" = ["syntax"]', []),
        ('[per-file-ignores]\n"b.conf" = ["syntax"]', BOTH),
        ('[per-file-ignores]\n"/a.conf" = ["unknown-directive"]', BOTH[:1]),
        ("[directives.foo]", BOTH[:1]),
        ('[directives.foo]\ncontexts = ["server"]\nargs = "flag"', BOTH[:1]),
        ('[directives.foo]\ncontexts = ["http"]', [BOTH[0], "a.conf:4 invalid-directive-context"]),
        ("[directives.foo]\nargs = 2", [BOTH[0], "a.conf:4 invalid-argument-count"]),
        ('[directives.foo]\nargs = "1-2"', BOTH[:1]),
        ('[directives.foo]\nargs = "2+"', [BOTH[0], "a.conf:4 invalid-argument-count"]),
    ],
)
def test_what_settings_choose(tmp_path: Path, settings: str, expected: list[str]) -> None:
    assert lint(tmp_path, settings) == expected


def test_the_command_line_goes_first(tmp_path: Path) -> None:
    settings = 'ignore = ["missing-semicolon"]\nfail-on = "never"\n'
    assert lint(tmp_path, settings, "--select", "missing-semicolon") == BOTH[:1]
    assert lint(tmp_path, settings, "--no-config") == BOTH
    assert concise("a.conf", cwd=tmp_path).status == 0
    assert concise("a.conf", "--fail-on", "error", cwd=tmp_path).status == 1


def test_severities(tmp_path: Path) -> None:
    tree(
        tmp_path,
        {"a.conf": BROKEN, ".nginxlint.toml": '[rules.unknown-directive]\nseverity = "info"\n'},
    )
    report = json.loads(command("a.conf", "--format", "json", cwd=tmp_path).out)
    assert [one["severity"] for one in report["diagnostics"]] == ["error", "info"]
    done = command("a.conf", "--format", "json", "--severity", "unknown-directive=warning", cwd=tmp_path)
    assert [one["severity"] for one in json.loads(done.out)["diagnostics"]] == ["error", "warning"]


def test_each_profile_holds_the_one_before() -> None:
    from nginxlint.lint.profiles import PROFILES, rules_of

    entries = index.built_in()
    sizes = [rules_of(profile, entries) for profile in PROFILES]
    for smaller, larger in pairwise(sizes):
        assert smaller <= larger
    assert sizes[0] < sizes[-1] == set(entries)


def test_a_severity_of_the_nginx_version(tmp_path: Path) -> None:
    files = {"a.conf": "server {\n    listen 443 ssl;\n    http2 on;\n    ssl_certificate /c;\n}\n"}
    tree(tmp_path, {**files, ".nginxlint.toml": 'nginx-version = "1.22"\n'})
    found = concise("a.conf", cwd=tmp_path).findings
    assert any(one.startswith("a.conf:3") for one in found)
    found = concise("a.conf", "--nginx-version", "1.27", cwd=tmp_path).findings
    assert not any(one.startswith("a.conf:3") for one in found)


# -- finding and extending -------------------------------------------------------------------------


def test_the_nearest_file_upwards_counts(tmp_path: Path) -> None:
    tree(
        tmp_path,
        {
            ".nginxlint.toml": 'ignore = ["syntax"]\n',
            "a/b/x.conf": BROKEN,
            "c/.nginxlint.toml": 'ignore = ["missing-semicolon"]\n',
            "c/d/x.conf": BROKEN,
            "e/pyproject.toml": '[project]\nname = "e"\n',
            "e/x.conf": BROKEN,
            "f/pyproject.toml": '[tool.nginxlint]\nselect = ["missing-semicolon"]\n',
            "f/x.conf": BROKEN,
        },
    )
    assert concise("a/b/x.conf", cwd=tmp_path).findings == []
    assert concise("c/d/x.conf", cwd=tmp_path).findings == ["c/d/x.conf:4 unknown-directive"]
    assert concise("e/x.conf", cwd=tmp_path).findings == []
    assert concise("f", cwd=tmp_path).findings == ["f/x.conf:2 missing-semicolon"]
    # Each path under its own settings, in one report.
    done = concise("a/b/x.conf", "c/d/x.conf", "f/x.conf", cwd=tmp_path)
    assert done.findings == ["c/d/x.conf:4 unknown-directive", "f/x.conf:2 missing-semicolon"]
    different = command("baseline", "a/b/x.conf", "c/d/x.conf", cwd=tmp_path)
    assert different.status == 2
    assert "different settings apply" in different.err


def test_the_search_ends_at_the_repository(tmp_path: Path) -> None:
    tree(tmp_path, {"inner/a.conf": BROKEN, ".nginxlint.toml": 'ignore = ["syntax"]\n'})
    tree(tmp_path / "inner", {})
    assert discovery.find(str(tmp_path / "inner/a.conf")) is None
    assert concise("inner/a.conf", cwd=tmp_path).findings == ["inner/" + one for one in BOTH]


def test_the_search_ends_where_everybody_writes(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own/a.conf").write_text(BROKEN)
    (tmp_path / ".nginxlint.toml").write_text('ignore = ["syntax"]\n')
    assert discovery.find(str(tmp_path / "own/a.conf")) is not None
    tmp_path.chmod(0o1777)
    assert discovery.find(str(tmp_path / "own/a.conf")) is None


def test_extend(tmp_path: Path) -> None:
    tree(
        tmp_path,
        {
            "base/common.toml": 'profile = "all"\nignore = ["missing-semicolon"]\nfail-on = "never"\n'
            '[per-file-ignores]\n"x.conf" = ["syntax"]\n[rules.unknown-directive]\nseverity = "info"\n',
            ".nginxlint.toml": 'extend = "base/common.toml"\nselect = ["syntax"]\nfail-on = "info"\n',
            "a.conf": BROKEN,
            "x.conf": BROKEN,
            "base/x.conf": BROKEN,
        },
    )
    done = command("a.conf", "x.conf", "base/x.conf", "--format", "json", cwd=tmp_path)
    found = [(one["file"], one["rule"], one["severity"]) for one in json.loads(done.out)["diagnostics"]]
    assert found == [("a.conf", "unknown-directive", "info"), ("x.conf", "unknown-directive", "info")]
    assert done.status == 1


def test_config_show_says_from_where(tmp_path: Path) -> None:
    tree(
        tmp_path,
        {
            "base.toml": 'profile = "all"\nignore = ["tls"]\n',
            ".nginxlint.toml": '# mine\nextend = "base.toml"\nprofile = "minimal"\n'
            '[per-file-ignores]\n"*.conf" = ["missing-semicolon"]\n',
            "a.conf": BROKEN,
        },
    )
    text = command("config", "show", "a.conf", cwd=tmp_path).out
    assert 'profile = "minimal"  # .nginxlint.toml:3\n' in text
    assert 'profile = "all"  # base.toml:1  (replaced)\n' in text
    assert 'ignore = ["tls"]  # base.toml:2\n' in text
    assert 'per-file-ignores."*.conf" = ["missing-semicolon"]  # .nginxlint.toml:5\n' in text
    assert "# Left out in a.conf: missing-semicolon\n" in text
    data = json.loads(command("config", "show", "a.conf", "--format", "json", cwd=tmp_path).out)
    assert data["files"] == [".nginxlint.toml", "base.toml"]
    assert data["ignored_here"] == ["missing-semicolon"]


# -- files -----------------------------------------------------------------------------------------


def test_exclude(tmp_path: Path) -> None:
    tree(tmp_path, {"a.conf": BROKEN, "old/nginx/b.conf": BROKEN, ".nginxlint.toml": 'exclude = ["old/"]\n'})
    assert concise(".", cwd=tmp_path).findings == BOTH
    alone = concise("old/nginx/b.conf", cwd=tmp_path)
    assert alone.status == 2
    assert "no nginx configuration found in old/nginx/b.conf; the settings exclude what is there" in alone.err
    assert concise("old/nginx/b.conf", "--allow-empty", cwd=tmp_path).status == 0


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("a.conf", "a.conf", True),
        ("a.conf", "x/y/a.conf", True),
        ("/a.conf", "x/a.conf", False),
        ("x/*.conf", "x/a.conf", True),
        ("x/*.conf", "x/y/a.conf", False),
        ("x/**/a.conf", "x/a.conf", True),
        ("x/**/a.conf", "x/y/z/a.conf", True),
        ("**/y", "x/y/z/a.conf", True),
        ("x", "x/y/a.conf", True),
        ("x/", "x/y/a.conf", True),
        ("x/**", "xy/a.conf", False),
        ("[ab].conf", "b.conf", True),
        ("?.conf", "ab.conf", False),
        ("../x", "x", False),
        ("/".join(["**"] * 200) + "/b", "/".join(["a"] * 200), False),
        ("*a" * 100 + "b", "a" * 200, False),
    ],
)
def test_globs(pattern: str, path: str, expected: bool) -> None:
    assert Glob("/srv", pattern).matches(f"/srv/{path}") is expected


# -- hostile repositories --------------------------------------------------------------------------


def test_a_settings_file_that_leads_outside_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret.toml").write_text('password = "hunter2"\n')
    tree(tmp_path / "repo", {"a.conf": BROKEN, ".nginxlint.toml": 'extend = "link.toml"\n'})
    (tmp_path / "repo/link.toml").symlink_to(tmp_path / "secret.toml")
    done = command("a.conf", cwd=tmp_path / "repo")
    assert done.status == 2
    assert "lies outside" in done.err
    assert "hunter2" not in done.err
    assert "password" not in done.err


def test_a_symlink_as_settings_file_is_not_followed_outside(tmp_path: Path) -> None:
    (tmp_path / "secret.toml").write_text('password = "hunter2"\n')
    tree(tmp_path / "repo", {"a.conf": BROKEN})
    (tmp_path / "repo/.nginxlint.toml").symlink_to(tmp_path / "secret.toml")
    done = command("a.conf", cwd=tmp_path / "repo")
    assert done.status == 2
    assert "password" not in done.err


@pytest.mark.parametrize("kind", ["folder", "fifo", "large"])
def test_a_settings_file_that_is_no_file(tmp_path: Path, kind: str) -> None:
    tree(tmp_path, {"a.conf": BROKEN})
    path = tmp_path / ".nginxlint.toml"
    match kind:
        case "folder":
            path.mkdir()
        case "fifo":
            os.mkfifo(path)
        case _:
            path.write_text("#" * (discovery.MAX_SIZE + 1))
    done = command("a.conf", cwd=tmp_path)
    assert done.status == 2
    assert ".nginxlint.toml: " in done.err


def test_no_setting_names_code() -> None:
    schema = settings_schema(index.built_in().values())
    names = set(schema["properties"])
    assert not {name for name in names if "rules-dir" in name or "plugin" in name or "command" in name}
    assert "allow-outside" not in names


# -- schemas ---------------------------------------------------------------------------------------


def test_the_published_schemas_are_the_ones_of_the_types() -> None:
    from nginxlint.report.schema import report_schema

    for name, schema in (
        ("settings", settings_schema(index.built_in().values())),
        ("report", report_schema()),
    ):
        jsonschema.Draft202012Validator.check_schema(schema)
        published = json.loads((ROOT / f"docs/schemas/{name}.json").read_text(encoding="utf-8"))
        assert published == json.loads(json.dumps(schema)), f"run: make generate (docs/schemas/{name}.json)"


def test_the_schema_says_what_the_reader_says() -> None:
    schema = settings_schema(index.built_in().values())
    check = jsonschema.Draft202012Validator(schema)
    good = {
        "profile": "strict",
        "select": ["tls", "missing-semicolon"],
        "per-file-ignores": {"a": ["all"]},
        "directives": {"foo": {"contexts": ["http"], "args": 2}},
        "rules": {"missing-semicolon": {"severity": "info"}},
    }
    assert not list(check.iter_errors(good))
    wrong: list[dict[str, object]] = [
        {"selct": []},
        {"profile": "x"},
        {"select": ["nothing"]},
        {"rules": {"nothing": {}}},
        {"rules": {"missing-semicolon": {"x": 1}}},
        {"directives": {"foo": {"contexts": []}}},
        {"per-file-ignores": {"a": ["nothing"]}},
    ]
    for bad in wrong:
        assert list(check.iter_errors(bad)), bad
