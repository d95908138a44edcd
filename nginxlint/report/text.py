"""The report for people: each finding with the code it is about, then one line that sums up."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from nginxlint.lint.finding import Severity
from nginxlint.report.paint import painter
from nginxlint.report.prose import WIDEST, count, listing, wrap
from nginxlint.report.visible import visible, without_commands

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.lint.finding import Outcome
    from nginxlint.report.options import Options
    from nginxlint.report.paint import Paint


def render(outcome: Outcome, options: Options) -> str:
    """Render for a terminal of ``options.width`` columns.

    Whatever the findings and files hold, the text has no control characters but line feeds and the
    colours and links asked for.
    """
    paint = painter(options.color)
    blocks = []
    if outcome.findings and not (options.quiet and options.statistics):
        # Clean runs do without the code that draws frames.
        from nginxlint.report.block import block

        blocks = ["\n".join(block(finding, options, paint)) for finding in outcome.findings]
    if options.statistics and outcome.findings:
        blocks.append("\n".join(_statistics(outcome, paint)))
    if not options.quiet:
        blocks.append("\n".join(_summary(outcome, options, paint)))
    text = "\n\n".join(blocks)
    if options.github:
        text = without_commands(text)
    return f"{text}\n" if text else ""


def _statistics(outcome: Outcome, paint: Paint) -> Iterator[str]:
    counts: Counter[tuple[Severity, str]] = Counter()
    fixable: Counter[tuple[Severity, str]] = Counter()
    for finding in outcome.findings:
        counts[finding.severity, finding.rule] += 1
        fixable[finding.severity, finding.rule] += finding.fix is not None
    digits = len(f"{max(counts.values()):,}")
    rules = max(len(visible(rule)) for _, rule in counts)
    for (severity, rule), number in sorted(
        counts.items(), key=lambda item: (-item[1], -item[0][0], item[0][1])
    ):
        fixes = fixable[severity, rule]
        tail = f"  {fixes:,} fixable" if fixes else ""
        label = paint(severity.label, f"{severity.label:<7}")
        yield f"{number:>{digits},}  {label}  {visible(rule):<{rules}}{tail}".rstrip()


def _summary(outcome: Outcome, options: Options, paint: Paint) -> Iterator[str]:
    files = count(outcome.files, "file")
    severities = Counter(finding.severity for finding in outcome.findings)
    safe = sum(1 for f in outcome.findings if f.fix and f.fix.safe)
    unsafe = sum(1 for f in outcome.findings if f.fix and not f.fix.safe)
    details = []
    if safe:
        details.append(f"{safe:,} fixable with --fix")
    if unsafe:
        what = "more" if safe else "fixable"
        details.append(f"{unsafe:,} {what} with --unsafe-fixes")
    if outcome.suppressed:
        details.append(f"{outcome.suppressed:,} suppressed")
    if outcome.baselined:
        details.append(f"{outcome.baselined:,} there before")
    if options.verbose:
        details.append(f"{outcome.seconds:.2f} s")
    found = [
        count(severities[severity], severity.label)
        for severity in sorted(Severity, reverse=True)
        if severities[severity]
    ]
    if found:
        style = max(severities).label
        sentence = f"Found {listing(found)} in {files}"
    elif outcome.failures:
        style = "warning"
        sentence = f"No problems found in {files}, but not everything could be checked"
    else:
        style = ""
        sentence = f"No problems found in {files}"
    if found and outcome.failures:
        details.append("not everything could be checked")
    if details:
        sentence += f" ({', '.join(details)})"
    for line in wrap(f"{sentence}.", min(options.width, WIDEST)):
        yield paint(style, line)
