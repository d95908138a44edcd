"""Checkstyle's XML, which Jenkins and many others read."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from nginxlint.report.paths import display_path
from nginxlint.report.visible import visible
from nginxlint.report.xmltext import document

if TYPE_CHECKING:
    from nginxlint.lint.finding import Outcome
    from nginxlint.report.options import Options


def render(outcome: Outcome, options: Options) -> str:
    """Render one ``file`` element a file that has findings; a whole-file finding has no line."""
    root = Element("checkstyle", version="4.3")
    for source, findings in groupby(outcome.findings, key=lambda finding: finding.source.name):
        listed = list(findings)
        path = visible(display_path(listed[0].source, options.folders) or source)
        file = SubElement(root, "file", name=path)
        for finding in listed:
            error = SubElement(file, "error")
            if finding.span is not None:
                line, column = finding.span.first
                error.set("line", str(line))
                error.set("column", str(column))
            error.set("severity", finding.severity.label)
            error.set("message", visible(finding.message))
            error.set("source", visible(f"nginxlint.{finding.rule}"))
    return document(root)
