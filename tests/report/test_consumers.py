"""Every format read by somebody else's reader, on hostile names and contents and on all fixtures."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import unquote

import jsonschema
import pytest
from inprocess import command, tree
from linting import ROOT

from nginxlint.report import FORMATS

HOSTILE = [
    "\x1b[31mred\x1b]0;title\x07",
    "\n::error file=etc,line=1::injected",
    "##[error]injected",
    "##vso[task.setvariable]x",
    "<script>alert(1)</script>&amp;]]>",
    "[link](http://evil.example) @everyone `code` | cell",
    "\u202eevil\u2066",
    "\u2028\u0085line",
    "%0A%3A%2C,:;",
    "a: b#c d",
    "\x9b31m\x7f",
]


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """All formats of one run over a repository that means harm."""
    folder = tree(tmp_path_factory.mktemp("hostile"), {})
    sites = folder / "sites-enabled"
    sites.mkdir()
    for number, text in enumerate(HOSTILE):
        name = text.replace("/", "\u2215").replace("\0", "")
        inside = text.replace('"', "")
        (sites / f"{number}{name}").write_text(
            f'server {{\n    listen 80\n    server_name "{inside}";\n'
            f'    "{inside}" on;\n    foo{number} {inside};\n'
            f'    add_header X-A "{inside}"; # nginxlint: ignore[unknown-directive] {inside}\n}}\n',
            encoding="utf-8",
        )
    (sites / "fine").write_text("server {\n    listen 81;\n    server_name fine.example;\n}\n")
    return render(folder, "sites-enabled")


def render(folder: Path, path: str, *more: str) -> dict[str, str]:
    out = folder / "reports"
    out.mkdir()
    targets = [f"--report={name}={out / name}" for name in FORMATS]
    done = command(path, "--show-suppressed", "--color", "never", *targets, *more, cwd=folder)
    assert done.status in (0, 1), done.err
    return {name: (out / name).read_bytes().decode("utf-8") for name in FORMATS}


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_gets_through(reports: dict[str, str], name: str) -> None:
    text = reports[name]
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", text)
    # Text is made harmless where GitHub reads it. In a line that begins with `::` the runner looks no further
    # (ActionCommandManager.TryProcessCommand).
    if name not in ("text", "concise", "github"):
        assert "##[" not in text
        assert "##vso[" not in text
    if name != "github":
        assert not re.search(r"^\s*::", text, re.MULTILINE)


def test_on_github_the_text_holds_no_commands(tmp_path: Path) -> None:
    tree(tmp_path, {"##[error]a.conf": 'server {\n"##[error]x"\n"::error::x" on;\n}\n'})
    summary = tmp_path / "summary.md"
    done = command(
        "##[error]a.conf",
        "--format",
        "text",
        cwd=tmp_path,
        GITHUB_ACTIONS="true",
        GITHUB_STEP_SUMMARY=str(summary),
    )
    assert done.status == 1
    assert "##[" not in done.out
    assert not re.search(r"^\s*::", done.out, re.MULTILINE)
    assert "##[" not in summary.read_text(encoding="utf-8")


def test_json_is_of_its_published_schema(reports: dict[str, str]) -> None:
    schema = json.loads((ROOT / "docs/schemas/report.json").read_text(encoding="utf-8"))
    report = json.loads(reports["json"])
    jsonschema.validate(report, schema)
    assert len(report["diagnostics"]) >= 3 * len(HOSTILE)


def test_sarif_is_read(reports: dict[str, str]) -> None:
    reader = pytest.importorskip("sarif_pydantic")
    log = reader.Sarif.model_validate_json(reports["sarif"])
    (run,) = log.runs
    data = json.loads(reports["sarif"])["runs"][0]
    rules = [rule["id"] for rule in data["tool"]["driver"]["rules"]]
    assert len(run.results) == len(data["results"]) > 0
    for result in data["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert re.fullmatch(r"[\w./~%-]+", uri)
        assert unquote(uri).startswith("sites-enabled/")
    prints = [result["partialFingerprints"]["primaryLocationLineHash"] for result in data["results"]]
    assert len(set(prints)) == len(prints)


def test_junit_is_read_and_counts_every_file(reports: dict[str, str]) -> None:
    reader = pytest.importorskip("junitparser")
    xml = reader.JUnitXml.fromstring(reports["junit"].encode("utf-8"))
    suites = list(xml)
    assert len(suites) == len(HOSTILE) + 1
    (fine,) = [suite for suite in suites if suite.name == "sites-enabled/fine"]
    assert [case.is_passed for case in fine] == [True]
    assert all(suite.failures for suite in suites if suite is not fine)
    assert xml.tests == sum(suite.tests for suite in suites)


def test_gitlab_tells_all_findings_apart(reports: dict[str, str]) -> None:
    entries = json.loads(reports["gitlab"])
    assert len({entry["fingerprint"] for entry in entries}) == len(entries)
    for entry in entries:
        assert set(entry) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert entry["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert entry["location"]["path"].startswith("sites-enabled/")
        assert entry["location"]["lines"]["begin"] >= 1


def test_one_line_a_finding(reports: dict[str, str]) -> None:
    number = len(json.loads(reports["json"])["diagnostics"])
    assert reports["concise"].count("\n") == number
    assert reports["rdjsonl"].count("\n") == number
    lines = reports["github"].splitlines()
    assert len(lines) == number
    assert all(re.match(r"::(error|warning|notice) file=", line) for line in lines)


def test_all_fixtures(tmp_path: Path) -> None:
    """Whatever rules there are and whatever they say."""
    (tmp_path / "fixtures").symlink_to(ROOT / "fixtures/rules")
    reports = {}
    out = tmp_path / "reports"
    out.mkdir()
    targets = [f"--report={name}={out / name}" for name in FORMATS]
    paths = sorted(str(path) for path in (ROOT / "fixtures/rules").glob("*/bad.conf"))
    command(*paths, "--select", "all", "--no-config", *targets, "--quiet", cwd=tmp_path)
    reports = {name: (out / name).read_text(encoding="utf-8") for name in FORMATS}
    schema = json.loads((ROOT / "docs/schemas/report.json").read_text(encoding="utf-8"))
    jsonschema.validate(json.loads(reports["json"]), schema)
    pytest.importorskip("sarif_pydantic").Sarif.model_validate_json(reports["sarif"])
    pytest.importorskip("junitparser").JUnitXml.fromstring(reports["junit"].encode("utf-8"))
    entries = json.loads(reports["gitlab"])
    assert len({entry["fingerprint"] for entry in entries}) == len(entries) > 100
