"""reviewdog's own JSON lines, one ``Diagnostic`` (reviewdog.proto) a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.report.jsontext import dumps
from nginxlint.report.rdjson import SOURCE, diagnostic

if TYPE_CHECKING:
    from nginxlint.lint.finding import Outcome
    from nginxlint.report.options import Options


def render(outcome: Outcome, options: Options) -> str:
    """Render one object a finding; none give no text."""
    return "".join(
        f"{dumps({**diagnostic(finding, options.folders), 'source': SOURCE})}\n"
        for finding in outcome.findings
    )
