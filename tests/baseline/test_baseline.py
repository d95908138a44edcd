"""A baseline hides what was there, whatever moves around it, and nothing else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from inprocess import command, concise, tree

if TYPE_CHECKING:
    from pathlib import Path

SITE = """\
server {
    listen 80;
    server_name a.example;
    foo on;
    location /x {
        bar "on";
    }
}
"""
FILE = ".nginxlint-baseline.json"


def adopt(folder: Path, text: str = SITE) -> None:
    """Make a repository with one site, and its baseline."""
    tree(folder, {"a.conf": text})
    done = command("baseline", ".", cwd=folder)
    assert done.status == 0, done.err
    assert done.out.startswith("Wrote 2 findings in 1 file to .nginxlint-baseline.json.\n")


def left(folder: Path, *arguments: str) -> list[str]:
    """The findings that the baseline does not hide."""
    return concise(".", "--baseline", FILE, *arguments, cwd=folder).findings


def test_it_hides_what_it_holds(tmp_path: Path) -> None:
    adopt(tmp_path)
    assert left(tmp_path) == []
    assert "(2 there before)" in command(".", "--baseline", FILE, cwd=tmp_path).out
    report = json.loads(command(".", "--baseline", FILE, "--format", "json", cwd=tmp_path).out)
    assert report["baselined"] == 2
    assert report["diagnostics"] == []


@pytest.mark.parametrize(
    "changed",
    [
        "# a comment\n\n\n" + SITE,
        SITE.replace("    ", "\t"),
        SITE.replace("\n", "\r\n"),
        " ".join(SITE.split()),
        SITE.replace('bar "on"', "bar 'on'").replace("foo on", "foo   on"),
        SITE.replace("a.example", "b.example"),
        SITE.replace("/x", "/y"),
        "server {\n    listen 81;\n    server_name other.example;\n}\n" + SITE,
        SITE.replace("    foo on;\n", "").replace("    location", "    foo on;\n    location"),
        "upstream x {\n    server 127.0.0.1:1;\n}\n" + SITE,
    ],
)
def test_entries_survive(tmp_path: Path, changed: str) -> None:
    adopt(tmp_path)
    (tmp_path / "a.conf").write_text(changed, newline="")
    assert left(tmp_path) == []


def test_they_survive_a_rename_of_the_file(tmp_path: Path) -> None:
    adopt(tmp_path)
    (tmp_path / "a.conf").rename(tmp_path / "b.conf")
    assert left(tmp_path) == []


@pytest.mark.parametrize(
    ("changed", "new"),
    [
        (SITE + "baz on;\n", ["a.conf:9 unknown-directive"]),
        (SITE.replace("foo on;", "foo on;\n    foo on;"), ["a.conf:5 unknown-directive"]),
        (SITE.replace("foo on", "foo off"), ["a.conf:4 unknown-directive"]),
        (SITE + SITE.replace("a.ex", "z.ex"), ["a.conf:12 unknown-directive", "a.conf:14 unknown-directive"]),
    ],
)
def test_what_is_new_is_reported(tmp_path: Path, changed: str, new: list[str]) -> None:
    adopt(tmp_path)
    (tmp_path / "a.conf").write_text(changed)
    assert left(tmp_path) == new


def test_a_copy_in_another_file_is_new(tmp_path: Path) -> None:
    adopt(tmp_path)
    (tmp_path / "b.conf").write_text(SITE.replace("a.example", "b.example"))
    assert left(tmp_path) == ["b.conf:4 unknown-directive", "b.conf:6 unknown-directive"]


def test_stale_entries_are_named_and_pruned(tmp_path: Path) -> None:
    adopt(tmp_path)
    (tmp_path / "a.conf").write_text(SITE.replace("    foo on;\n", ""))
    done = concise(".", "--baseline", FILE, cwd=tmp_path)
    assert done.status == 0
    assert (
        "1 entry of .nginxlint-baseline.json without a finding now: unknown-directive in a.conf" in done.err
    )
    before = (tmp_path / FILE).read_text()
    # What did not run can't say that a finding is gone.
    assert "without a finding" not in concise(".", "--baseline", FILE, "--select", "tls", cwd=tmp_path).err
    assert (tmp_path / FILE).read_text() == before
    assert "taken out" in concise(".", "--baseline", FILE, "--prune", cwd=tmp_path).err
    assert len(json.loads((tmp_path / FILE).read_text())["files"]["a.conf"]) == 1
    (tmp_path / "a.conf").write_text(SITE)
    assert left(tmp_path) == ["a.conf:4 unknown-directive"]


def test_the_command_prunes_without_adding(tmp_path: Path) -> None:
    adopt(tmp_path)
    (tmp_path / "a.conf").write_text(SITE.replace("foo on", "other on"))
    assert command("baseline", ".", "--prune", cwd=tmp_path).out == (
        "Took 1 entry out of .nginxlint-baseline.json.\n"
    )
    assert left(tmp_path) == ["a.conf:4 unknown-directive"]


def test_the_settings_name_it(tmp_path: Path) -> None:
    tree(tmp_path, {"ci/a.conf": SITE, ".nginxlint.toml": 'baseline = "ci/known.json"\n'})
    assert command("baseline", "ci", cwd=tmp_path).status == 0
    assert (tmp_path / "ci/known.json").exists()
    assert concise("ci/a.conf", cwd=tmp_path).findings == []
    assert concise("a.conf", cwd=tmp_path / "ci").findings == []


def test_the_same_findings_give_the_same_bytes(tmp_path: Path) -> None:
    adopt(tmp_path)
    first = (tmp_path / FILE).read_bytes()
    assert command("baseline", ".", cwd=tmp_path).status == 0
    assert (tmp_path / FILE).read_bytes() == first


def test_a_link_in_its_place_is_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "precious"
    target.write_text("keep me")
    tree(tmp_path / "repo", {"a.conf": SITE})
    (tmp_path / "repo" / FILE).symlink_to(target)
    assert command("baseline", ".", cwd=tmp_path / "repo").status == 0
    assert target.read_text() == "keep me"
    assert not (tmp_path / "repo" / FILE).is_symlink()


@pytest.mark.parametrize("name", ["a.conf", ".git/hooks/pre-commit"])
def test_it_replaces_nothing_but_a_baseline(tmp_path: Path, name: str) -> None:
    """Settings may name any file of the repository."""
    tree(tmp_path, {"a.conf": SITE, ".nginxlint.toml": f'baseline = "{name}"\n', ".git/hooks/other": "x"})
    done = command("baseline", ".", cwd=tmp_path)
    assert done.status == 2
    assert "name another file with --baseline" in done.err
    assert (tmp_path / "a.conf").read_text() == SITE
    assert not (tmp_path / ".git/hooks/pre-commit").exists()


def test_half_a_run_writes_none(tmp_path: Path) -> None:
    tree(tmp_path, {"a.conf": SITE})
    done = command("baseline", "a.conf", "gone.conf", cwd=tmp_path)
    assert done.status == 2
    assert not (tmp_path / FILE).exists()


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{", '{"version": 2, "files": {}}', '{"version": 1, "files": {"a": 1}}',
     '{"version": 1, "files": {"a": [{"rule": 1}]}}', '{"version": 1}', "[" * 100_000,
     '{"version": 1, "files": {"a": [{"rule": "a", "at": "", "text": "", "count": -1}]}}'],
)  # fmt: skip
def test_a_broken_one_is_said_to_be(tmp_path: Path, text: str) -> None:
    tree(tmp_path, {"a.conf": SITE, FILE: text})
    done = concise(".", "--baseline", FILE, cwd=tmp_path)
    assert done.status == 2
    assert done.err.startswith(f"nginxlint: {FILE}: ")


def test_shown_on_request(tmp_path: Path) -> None:
    adopt(
        tmp_path, SITE.replace("foo on;", "foo on; # nginxlint: ignore[unknown-directive] ours\n    baz on;")
    )
    arguments = (".", "--baseline", FILE, "--show-suppressed", "--format")
    report = json.loads(command(*arguments, "json", cwd=tmp_path).out)
    hidden = [(one["line"], one["suppression"]) for one in report["suppressed_diagnostics"]]
    assert sorted(hidden, key=str) == [
        (4, {"by": "comment", "reason": "ours"}),
        (5, {"by": "baseline", "reason": ""}),
        (7, {"by": "baseline", "reason": ""}),
    ]


def test_nine_thousand_findings(tmp_path: Path) -> None:
    """As many as an old tree has: what is hidden and what is new is told apart, each once."""
    sites = {
        f"sites-available/s{number}": SITE.replace("a.example", f"s{number}.example").replace(
            "foo on;", "foo on;\n" * 8
        )
        for number in range(1000)
    }
    tree(tmp_path, sites)
    assert "Wrote 9,000 findings in 1,000 files" in command("baseline", ".", cwd=tmp_path).out
    assert left(tmp_path) == []
    site = tmp_path / "sites-available/s500"
    site.write_text("baz on;\n" + site.read_text())
    assert left(tmp_path) == ["sites-available/s500:1 unknown-directive"]
