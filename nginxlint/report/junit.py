"""JUnit's XML, which CI dashboards show as test results."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from nginxlint.lint.finding import Severity
from nginxlint.report.paths import display_path
from nginxlint.report.prose import count
from nginxlint.report.visible import visible
from nginxlint.report.xmltext import document
from nginxlint.text.source import Source

if TYPE_CHECKING:
    from nginxlint.lint.finding import Finding, Outcome
    from nginxlint.report.options import Options


def render(outcome: Outcome, options: Options) -> str:
    """Render a suite for each file, one test case a finding; in a file without any, one test passes.

    Errors and warnings are failures; advice (``info``) is the output of a test that passed. What
    could not be checked is an error.
    """
    suites = []
    for _, findings in groupby(outcome.findings, key=lambda finding: finding.source.name):
        listed = list(findings)
        suites.append(_suite(listed, visible(display_path(listed[0].source, options.folders))))
    found = {finding.source.name for finding in outcome.findings}
    for name in outcome.names:
        if name not in found:
            suites.append(_clean(visible(display_path(Source(name, ""), options.folders))))
    if outcome.failures or not suites:
        suites.append(_run(outcome))
    root = Element("testsuites", name="nginxlint")
    for total in ("tests", "failures", "errors"):
        root.set(total, str(sum(int(suite.get(total, "0")) for suite in suites)))
    root.set("time", f"{outcome.seconds:.2f}")
    root.extend(suites)
    return document(root)


def _suite(findings: list[Finding], path: str) -> Element:
    failures = sum(1 for finding in findings if finding.severity > Severity.INFO)
    suite = _totals(path, len(findings), failures, 0)
    for finding in findings:
        case = SubElement(suite, "testcase", name=visible(finding.rule), classname=path, file=path, time="0")
        place = path
        if finding.span is not None:
            line, column = finding.span.first
            case.set("line", str(line))
            case.set("column", str(column))
            place = f"{path}:{line}:{column}"
        message = visible(finding.message)
        parts = [f"{place}: {message}", *map(visible, (finding.help or "").split("\n"))]
        text = "\n".join(part for part in parts if part)
        if finding.severity > Severity.INFO:
            failure = SubElement(case, "failure", message=message, type=finding.severity.label)
            failure.text = text
        else:
            SubElement(case, "system-out").text = text
    return suite


def _clean(path: str) -> Element:
    suite = _totals(path, 1, 0, 0)
    SubElement(suite, "testcase", name="nginxlint", classname=path, file=path, time="0")
    return suite


def _run(outcome: Outcome) -> Element:
    failures = outcome.failures
    suite = _totals("nginxlint", max(1, len(failures)), 0, len(failures))
    for failure in failures:
        case = SubElement(suite, "testcase", name="run", classname="nginxlint", time="0")
        SubElement(case, "error", message=visible(failure.message), type="failure")
    if not failures:
        name = f"no problems in {count(outcome.files, 'file')}"
        SubElement(suite, "testcase", name=name, classname="nginxlint", time="0")
    return suite


def _totals(name: str, tests: int, failures: int, errors: int) -> Element:
    return Element("testsuite", name=name, tests=str(tests), failures=str(failures), errors=str(errors))
