"""The machine formats, read back as their consumers read them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings, strategies as st

from nginxlint.lint.finding import Finding, Fix, Label, Outcome, Severity
from nginxlint.report import FORMATS, Options, render
from nginxlint.report.fingerprint import fingerprints
from nginxlint.report.github import step_summary
from nginxlint.report.paths import Folders, display_path, resolved_path
from nginxlint.report.visible import visible
from nginxlint.text.edit import Edit
from nginxlint.text.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

OPTIONS = Options(cwd="/srv/checkout")

TEXTS = st.text(st.characters() | st.sampled_from("\0\n\r\x1b#[]:,%&<>\"'|`{}\u202e\udcff\uffff"))


@st.composite
def outcomes(draw: st.DrawFn) -> Outcome:
    found = []
    for _ in range(draw(st.integers(0, 3))):
        source = Source(draw(TEXTS), draw(TEXTS))
        ends = st.integers(0, len(source.text))
        start, end = sorted((draw(ends), draw(ends)))
        span = source.span(start, end)
        found.append(
            Finding(
                draw(TEXTS),
                draw(TEXTS),
                draw(st.sampled_from(Severity)),
                draw(TEXTS),
                source,
                draw(st.sampled_from([None, span])),
                help=draw(st.none() | TEXTS),
                url=draw(st.none() | TEXTS),
                related=draw(st.sampled_from([(), (Label(span, draw(TEXTS)),)])),
                fix=Fix(draw(TEXTS), (Edit(source, start, end, draw(TEXTS)),), draw(st.booleans())),
            )
        )
    return Outcome(tuple(found), files=len(found))


@settings(deadline=None, max_examples=60)
@given(outcomes())
def test_every_format_can_be_read_and_printed(outcome: Outcome) -> None:
    for name in FORMATS:
        report = render(name, outcome, OPTIONS)
        assert report == "" or report.endswith("\n")
        report.encode("utf-8")
        if name in {"text", "concise"}:
            continue
        # The runner looks no further in a line that begins with `::`.
        assert name == "github" or "##[" not in report
        assert "\x1b" not in report
        lines = report.split("\n")
        if name == "github":
            assert len([line for line in lines if line]) == len(outcome.findings)
            continue
        assert not [line for line in lines if line.strip().startswith("::")]
        if name in {"junit", "checkstyle"}:
            ElementTree.fromstring(report)
        elif name == "rdjsonl":
            assert len([json.loads(line) for line in lines if line]) == len(outcome.findings)
        else:
            json.loads(report)


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "text"])
def test_the_order_of_findings_given_does_not_matter(name: str, case: Callable[[str], Outcome]) -> None:
    outcome = case("hostile_names")
    backwards = Outcome(outcome.findings[::-1], files=outcome.files)
    assert render(name, outcome, OPTIONS) == render(name, backwards, OPTIONS)


def test_unknown_format() -> None:
    with pytest.raises(ValueError, match="unknown report format 'yaml'"):
        render("yaml", Outcome(()), OPTIONS)


def test_json_is_what_is_promised(case: Callable[[str], Outcome]) -> None:
    report = json.loads(render("json", case("insertion_point"), OPTIONS))
    assert list(report) == ["version", "tool", "diagnostics", "suppressed", "summary"]
    assert report["version"] == 1
    assert report["summary"] == {
        "files": 1,
        "errors": 1,
        "warnings": 0,
        "infos": 0,
        "seconds": 0.0,
    }
    (found,) = report["diagnostics"]
    place = {"line": 12, "column": 51, "end_line": 12, "end_column": 51}
    assert found == {
        "rule": "missing-closing-brace",
        "category": "syntax",
        "severity": "error",
        "message": "the block `server` opened on line 1 is never closed, so nginx refuses to start",
        "help": "Put a `}` on a line of its own after this one.",
        "url": None,
        "file": "sites-enabled/appli",
        **place,
        "related": [
            {
                "file": "sites-enabled/appli",
                "line": 1,
                "column": 1,
                "end_line": 1,
                "end_column": 7,
                "message": "this block stays open",
            }
        ],
        "fix": {
            "safe": False,
            "message": "close the block",
            "edits": [{"file": "sites-enabled/appli", **place, "text": "\n}"}],
        },
    }


def test_json_of_a_whole_file_has_no_place(case: Callable[[str], Outcome]) -> None:
    (found,) = json.loads(render("json", case("whole_file"), OPTIONS))["diagnostics"]
    assert not {"line", "column", "end_line", "end_column", "related", "fix"} & set(found)


def runner_reads(line: str) -> tuple[str, dict[str, str], str]:
    """Read a workflow command as actions/runner does (ActionCommand.TryParseV2)."""
    match = re.fullmatch(r"::(\w+) (.*?)::(.*)", line)
    assert match
    fields = dict(field.split("=", 1) for field in match[2].split(","))
    unescape = (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%"))
    for sign, text in unescape:
        fields = {name: value.replace(sign, text) for name, value in fields.items()}
    message = match[3]
    for sign, text in (unescape[0], unescape[1], unescape[4]):
        message = message.replace(sign, text)
    return match[1], fields, message


def test_github_commands_carry_what_was_meant(case: Callable[[str], Outcome]) -> None:
    outcome = case("hostile_names")
    lines = render("github", outcome, OPTIONS).splitlines()
    read = [runner_reads(line) for line in lines]
    names = sorted(fields["file"] for _, fields, _ in read)
    assert names == sorted(visible(finding.source.name) for finding in outcome.findings)
    for command, fields, message in read:
        assert command == "error"
        assert list(fields) == ["file", "line", "endLine", "col", "endColumn", "title"]
        assert message.startswith("unknown directive `::error::`, ##\u27e6error] 100%\u240a::w")


def test_github_gives_columns_on_one_line_only_and_the_worst_first(
    case: Callable[[str], Outcome],
) -> None:
    (line,) = render("github", case("multi_line_span"), OPTIONS).splitlines()
    assert "line=2,endLine=3,title=" in line
    outcome = case("crlf_and_latin1")
    commands = render("github", outcome, OPTIONS).splitlines()
    assert [line.split(" ")[0] for line in commands] == ["::error", "::notice"]


def test_step_summary_holds_no_markup_of_files(case: Callable[[str], Outcome]) -> None:
    summary = step_summary(case("hostile_names"), OPTIONS)
    rows = [line for line in summary.splitlines() if line.startswith("| error")]
    assert len(rows) == 6
    for row in rows:
        assert len(re.findall(r"(?<!\\)\|", row)) == 5
    for bad in ("<script", "@everyone", "](http", "##[", "www.", "://"):
        assert bad not in summary


def test_sarif_has_what_the_standard_and_github_require(outcome: Outcome) -> None:
    log = json.loads(render("sarif", outcome, OPTIONS))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-schema-2.1.0.json")
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "nginxlint"
    assert run["columnKind"] == "unicodeCodePoints"
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is not bool(outcome.failures)
    for rule in driver["rules"]:
        for text in ("shortDescription", "fullDescription", "help"):
            assert 0 < len(rule[text]["text"]) <= 1024
        assert rule["defaultConfiguration"]["level"] in {"note", "warning", "error"}
        score = rule["properties"].get("security-severity")
        assert (score is not None) == ("security" in rule["properties"]["tags"])
        assert score is None or 0 < float(score) <= 10
    assert len(run["results"]) == len(outcome.findings)
    for result in run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"]
        (location,) = result["locations"]
        assert re.fullmatch(r"\w+:\d+", result["partialFingerprints"]["primaryLocationLineHash"])
        sarif_place(location)
        for related in result.get("relatedLocations", []):
            assert related["message"]["text"]
            sarif_place(related)
        for fix in result.get("fixes", []):
            assert fix["description"]["text"]
            for change in fix["artifactChanges"]:
                assert change["artifactLocation"]["uri"]
                for replacement in change["replacements"]:
                    sarif_region(replacement["deletedRegion"])
                    assert isinstance(replacement["insertedContent"]["text"], str)


def sarif_place(location: dict[str, Any]) -> None:
    uri = location["physicalLocation"]["artifactLocation"]["uri"]
    assert re.fullmatch(r"(?:[\w.~/-]|%[0-9A-F]{2})+", uri)
    sarif_region(location["physicalLocation"]["region"])


def sarif_region(region: dict[str, int]) -> None:
    start = (region["startLine"], region["startColumn"])
    end = (region["endLine"], region["endColumn"])
    assert (1, 1) <= start <= end


def test_sarif_messages_hold_no_links_of_files(case: Callable[[str], Outcome]) -> None:
    log = json.loads(render("sarif", case("hostile_names"), OPTIONS))
    for result in log["runs"][0]["results"]:
        assert "\\[a](http://evil)" in result["message"]["text"]


def test_fingerprints_survive_moved_lines_and_tell_findings_apart() -> None:
    def found(text: str) -> list[str]:
        source = Source("a.conf", text)
        finds = [
            Finding("r", "c", Severity.INFO, "m", source, source.span(m.start(), m.end()))
            for m in re.finditer("bad", text)
        ]
        entries = json.loads(render("gitlab", Outcome(tuple(finds)), OPTIONS))
        return [entry["fingerprint"] for entry in entries]

    before = found("bad a;\nbad  b;\nbad a;\n")
    assert len(set(before)) == 3
    assert found("# new\n\n  bad   a;\nbad b;\nbad a;\n") == before


def test_fingerprints_know_the_block_and_count_what_is_alike() -> None:
    source = Source("a", "location /a {\n    bad;\n    bad;\n}\nlocation /b { bad; }\n" + "a b c " * 100_000)
    finds = [
        Finding("r", "c", Severity.INFO, "m", source, source.span(m.start(), m.end()))
        for m in re.finditer("bad", source.text)
    ]
    (first, _), (second, nth), (other, _) = fingerprints([(finding, "a") for finding in finds])
    assert (first, nth) == (second, 2)
    assert other != first


def test_rdjson_counts_columns_in_bytes(case: Callable[[str], Outcome]) -> None:
    report = json.loads(render("rdjson", case("odd_characters"), OPTIONS))
    (found,) = report["diagnostics"]
    # A tab, "root", a tab, "/srv/", two characters of three bytes, ";", a tab, "# ".
    assert found["location"]["range"]["start"] == {"line": 2, "column": 22}
    assert found["suggestions"] == [
        {
            "range": {"start": {"line": 2, "column": 22}, "end": {"line": 2, "column": 23}},
            "text": "",
        }
    ]


def test_junit_counts_and_passes_when_clean(case: Callable[[str], Outcome]) -> None:
    clean = ElementTree.fromstring(render("junit", case("nothing"), OPTIONS))
    assert (clean.get("tests"), clean.get("failures")) == ("1", "0")
    mixed = ElementTree.fromstring(render("junit", case("crlf_and_latin1"), OPTIONS))
    assert (mixed.get("tests"), mixed.get("failures")) == ("2", "1")
    broken = ElementTree.fromstring(render("junit", case("whole_file"), OPTIONS))
    assert broken.get("errors") == "1"
    error = broken.find(".//error")
    assert error is not None
    assert error.get("message") == "rule `x` crashed: \u241b[31mboom"


def test_paths_are_relative_to_the_working_folder(tmp_path: Path) -> None:
    (tmp_path / "sites-available").mkdir()
    (tmp_path / "sites-enabled").mkdir()
    (tmp_path / "sites-available" / "shop").write_text("")
    enabled = tmp_path / "sites-enabled" / "shop"
    enabled.symlink_to("../sites-available/shop")
    source = Source(str(enabled), "", path=str(enabled))
    folders = Folders(str(tmp_path))
    assert display_path(source, folders) == "sites-enabled/shop"
    assert resolved_path(source, folders) == "sites-available/shop"
    assert display_path(Source("./a/b.conf", ""), folders) == "a/b.conf"
    assert display_path(Source("/etc/nginx/nginx.conf", ""), Folders("/etc/ng")) == "/etc/nginx/nginx.conf"
    assert resolved_path(Source("-", ""), folders) == "-"
    below = Folders(str(tmp_path / "sites-enabled"), str(tmp_path))
    assert display_path(Source("shop", ""), below) == "sites-enabled/shop"
    assert display_path(Source("../x", ""), below) == "x"
    assert display_path(Source("<stdin>", ""), below) == "<stdin>"


def test_a_clean_run_does_without_rich() -> None:
    code = (
        "import sys\n"
        "from nginxlint.lint.finding import Outcome\n"
        "from nginxlint.report import Options, render\n"
        "print(render('text', Outcome((), files=1), Options(color=True, links=True)))\n"
        "print('rich' in sys.modules)\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "No problems found in 1 file.\n\nFalse\n"


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_loads_only_what_it_needs(name: str) -> None:
    code = (
        "import sys\n"
        "from nginxlint.lint.finding import Finding, Outcome, Severity\n"
        "from nginxlint.report import Options, render\n"
        "from nginxlint.text.source import Source\n"
        "s = Source('a', 'listen 80\\n')\n"
        "f = Finding('r', 'c', Severity.ERROR, 'm', s, s.span(0, 6))\n"
        f"render({name!r}, Outcome((f,)), Options())\n"
        "print(*sys.modules)\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(run.stdout.split())
    assert "rich" not in loaded
    assert f"nginxlint.report.{name}" in loaded
    shared = {"rdjson"} if name == "rdjsonl" else set()
    others = {f"nginxlint.report.{other}" for other in FORMATS if other not in {name, *shared}}
    assert not others & loaded
