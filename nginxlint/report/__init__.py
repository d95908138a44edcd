"""Reports: one module an output format, loaded only when asked for, all from one outcome."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from nginxlint.lint.finding import Finding
from nginxlint.report.options import Options, RuleMetadata

if TYPE_CHECKING:
    from nginxlint.lint.finding import Outcome

__all__ = ["FORMATS", "Options", "RuleMetadata", "render"]

# A format's name is its module's name in this package.
FORMATS: tuple[str, ...] = (
    "text",
    "concise",
    "json",
    "sarif",
    "github",
    "gitlab",
    "junit",
    "checkstyle",
    "rdjson",
    "rdjsonl",
)


def render(name: str, outcome: Outcome, options: Options) -> str:
    """Give ``outcome`` in the format ``name``: text that ends in a line feed, or nothing at all.

    Findings come in the order of ``Finding.sort_key``, in ``github`` the most severe ones first.
    The text holds no lone surrogates, so that it can be written as UTF-8. Raises ``ValueError`` for
    a name that is not in ``FORMATS``.
    """
    if name not in FORMATS:
        raise ValueError(f"unknown report format {name!r}; known are {', '.join(FORMATS)}")
    findings = tuple(sorted(outcome.findings, key=Finding.sort_key))
    outcome = outcome._replace(findings=findings)
    report: str = import_module(f"nginxlint.report.{name}").render(outcome, options)
    return report
