"""The report for people: nothing raw gets out, everything stays in its columns."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings, strategies as st

from nginxlint.lint.finding import Failure, Finding, Fix, Label, Outcome, Severity
from nginxlint.report import Options, render
from nginxlint.report.frame import Mark, Page, frame
from nginxlint.report.visible import visible, width
from nginxlint.text.edit import Edit
from nginxlint.text.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable

OWN_ESCAPES = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;;[!-~]*\x1b\\")

# Signs that have harmed some report, and enough ordinary ones to make lines of.
NASTY = st.one_of(
    st.sampled_from(
        "\0\t\n\r\x1b\x7f\x85\x9b\u034f\u200b\u2028\u202e\u2066\ufe0f\ufeff\uffff\U000e0001"
        "\udcff[]#:%&<|`\"'{};$ aé日e\u0301\U0001f600"
    ),
    st.characters(),
)
TEXTS = st.text(NASTY, max_size=60) | st.lists(
    st.sampled_from(["::error::", "##[error]", "server {\n", "\x1b[2J", "[/]", "日本", "x" * 90, "\t"])
).map("".join)


@st.composite
def findings(draw: st.DrawFn) -> Finding:
    sources = [Source(draw(TEXTS), draw(TEXTS)) for _ in range(2)]

    def bounds(source: Source) -> tuple[int, int]:
        ends = st.integers(0, len(source.text))
        first, last = sorted((draw(ends), draw(ends)))
        return first, last

    def label() -> Label:
        source = draw(st.sampled_from(sources))
        return Label(source.span(*bounds(source)), draw(TEXTS))

    fix = None
    if draw(st.booleans()):
        source = draw(st.sampled_from(sources))
        edits = (Edit(source, *bounds(source), draw(TEXTS)),)
        fix = Fix(draw(TEXTS), edits, draw(st.booleans()))
    return Finding(
        draw(TEXTS),
        "syntax",
        draw(st.sampled_from(Severity)),
        draw(TEXTS),
        sources[0],
        draw(st.none() | st.just(sources[0].span(*bounds(sources[0])))),
        label=draw(TEXTS),
        help=draw(st.none() | TEXTS),
        url=draw(st.none() | TEXTS),
        related=tuple(label() for _ in range(draw(st.integers(0, 3)))),
        fix=fix,
        included_by=draw(st.sampled_from([(), ((sources[1].span(0, 0),),)])),
    )


def raw(text: str) -> set[str]:
    """The characters that no report may hold."""
    forbidden = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    return {char for char in text if char != "\n" and unicodedata.category(char) in forbidden}


@settings(deadline=None, max_examples=150)
@given(st.lists(findings(), max_size=2), st.booleans(), st.booleans(), st.integers(20, 130))
def test_nothing_raw_gets_out(found: list[Finding], color: bool, github: bool, columns: int) -> None:
    outcome = Outcome(tuple(found), (Failure("\x1b"),), files=1)
    options = Options(color=color, links=color, github=github, width=columns, verbose=1, statistics=True)
    for name in ("text", "concise"):
        report = render(name, outcome, options)
        assert raw(OWN_ESCAPES.sub("", report)) == set()
        assert color or "\x1b" not in report
        if github:
            assert "##[" not in report
            assert not [line for line in report.split("\n") if line.strip().startswith("::")]


@settings(deadline=None, max_examples=300)
@given(TEXTS, st.data(), st.integers(30, 130))
def test_carets_stand_under_the_span(text: str, data: st.DataObject, columns: int) -> None:
    source = Source("a.conf", text)
    ends = st.integers(0, len(text))
    first, last = sorted((data.draw(ends), data.draw(ends)))
    page = Page(columns, 3, lambda _, shown: shown, "error")
    code, marks = frame([Mark(source.span(first, last), "", primary=True)], page)
    assert width(code) <= columns
    assert width(marks) <= columns
    left = marks.index("^")
    assert set(marks[left:]) == {"^"}
    assert left >= len("  1 | ")
    line = source.line(source.line_at(first))
    # White space at a line's end is not printed.
    assert left <= max(width(code), len("  1 | ")) or line != line.rstrip()
    start = source.text[first : first + 1]
    glyph = visible(start)
    if first < last and start.strip() and width(glyph) == 1:
        at = next(i for i in range(len(code) + 1) if width(code[:i]) >= left)
        assert next(char for char in code[at:] if width(char)) == glyph


@settings(deadline=None, max_examples=100)
@given(findings(), st.integers(60, 130))
def test_the_gutter_is_never_wrapped(finding: Finding, columns: int) -> None:
    # Prose and names may be as long as they like; here they would look like frames.
    fix = finding.fix and finding.fix._replace(message="")
    finding = finding._replace(rule="r", message="m", help=None, fix=fix, included_by=())
    report = render("text", Outcome((finding,)), Options(width=columns))
    rows = [line for line in report.split("\n") if re.match(r" *\d* [|+-]( |$)", line)]
    assert [row for row in rows if width(row) > columns] == []


def test_lines_fit_the_width(case: Callable[[str], Outcome]) -> None:
    for name in ("several_labels", "insertion_point", "odd_characters", "nested_inclusions"):
        for columns in (80, 120):
            report = render("text", case(name), Options(width=columns))
            assert [line for line in report.split("\n") if width(line) > columns] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("\0\x1b\n\x7f", "␀␛␊␡"),
        ("\x9b\u202e\u2028\ufeff\udc80\u200b", "\ufffd" * 6),
        ("caf\u00e9 日本", "caf\u00e9 日本"),
        ("\u26a0\ufe0f", "\u26a0"),
    ],
)
def test_control_characters_become_visible(text: str, expected: str) -> None:
    assert visible(text) == expected


def test_quiet_says_nothing_of_a_clean_run() -> None:
    assert render("text", Outcome((), files=3), Options(quiet=True)) == ""


def test_quiet_leaves_findings_only(case: Callable[[str], Outcome]) -> None:
    report = render("text", case("one_finding"), Options(quiet=True))
    assert "https://exemple.com:5000$request_uri" in report
    assert "docs:" not in report
    assert "Found" not in report


def test_quiet_statistics_are_counts_only(case: Callable[[str], Outcome]) -> None:
    report = render("text", case("insertion_point"), Options(quiet=True, statistics=True))
    assert report == "1  error    missing-closing-brace  1 fixable\n"


def test_a_clean_run_that_was_not_complete_says_so() -> None:
    outcome = Outcome((), (Failure("x"),), files=1)
    assert "not everything could be checked" in render("text", outcome, Options())


def test_many_inclusions_are_counted() -> None:
    main = Source("nginx.conf", "include a;\n" * 9)
    part = Source("a", "x y;\n")
    spans = [(main.span(start, start + 9),) for start in main.line_starts[:9]]
    finding = Finding(
        "unknown-directive",
        "syntax",
        Severity.ERROR,
        "m",
        part,
        part.span(0, 1),
        included_by=(*spans,),
    )
    report = render("text", Outcome((finding,)), Options())
    assert "= included from nginx.conf:1, nginx.conf:2, nginx.conf:3 and 6 more places\n" in report
    verbose = render("text", Outcome((finding,)), Options(verbose=1, width=200))
    assert "nginx.conf:8 and nginx.conf:9\n" in verbose


def test_a_long_diff_is_cut() -> None:
    source = Source("a", "x;\n")
    fix = Fix("more", (Edit.insert(source, 3, "y;\n" * 40),), safe=True)
    finding = Finding("r", "c", Severity.INFO, "m", source, source.span(0, 1), fix=fix)
    report = render("text", Outcome((finding,)), Options())
    assert report.count("+ y;") == 8
    assert "+ (32 more lines)" in report


def test_edits_that_overlap_show_no_diff() -> None:
    source = Source("a", "abcdef;\n")
    edits = (Edit(source, 0, 3, "x"), Edit(source, 2, 4, "y"))
    finding = Finding("r", "c", Severity.INFO, "m", source, fix=Fix("f", edits, safe=True))
    assert "+" not in render("text", Outcome((finding,)), Options())


def test_far_lines_are_left_out_and_near_ones_shown() -> None:
    source = Source("a", "".join(f"line{number};\n" for number in range(1, 13)))
    labels = tuple(
        Label(source.span(source.line_starts[line - 1], source.line_starts[line - 1] + 4), "")
        for line in (1, 12)
    )
    span = source.span(source.line_starts[2], source.line_starts[2] + 4)
    finding = Finding("r", "c", Severity.INFO, "m", source, span, related=labels)
    report = render("text", Outcome((finding,)), Options())
    assert " 2 | line2;\n" in report
    assert "\n...\n12 | line12;\n" in report
    assert "line4" not in report
