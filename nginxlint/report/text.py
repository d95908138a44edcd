"""The report for people: each finding with the code it is about, then one line that sums up."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from nginxlint.lint.finding import Severity
from nginxlint.report.diff import Hunk, diff, hunks
from nginxlint.report.frame import Mark, Page, frame
from nginxlint.report.paint import link, painter, safe_url
from nginxlint.report.prose import count, listing, wrap
from nginxlint.report.visible import visible, without_commands

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nginxlint.lint.finding import Finding, Fix, Outcome
    from nginxlint.report.options import Options
    from nginxlint.report.paint import Paint
    from nginxlint.text.edit import Edit
    from nginxlint.text.source import Source, Span

# Lines longer than this are hard to read as prose, however wide the terminal is.
_WIDEST_PROSE = 120

# Inclusions that are named before the rest is counted.
_INCLUSIONS = 3

_INDENT = "    "


def render(outcome: Outcome, options: Options) -> str:
    """Render for a terminal of ``options.width`` columns.

    Whatever the findings and files hold, the text has no control characters but line feeds and the
    colours and links asked for.
    """
    paint = painter(options.color)
    blocks = []
    if not (options.quiet and options.statistics):
        blocks = ["\n".join(_finding(finding, options, paint)) for finding in outcome.findings]
    if options.statistics and outcome.findings:
        blocks.append("\n".join(_statistics(outcome, paint)))
    if not options.quiet:
        blocks.append("\n".join(_summary(outcome, options, paint)))
    text = "\n\n".join(blocks)
    if options.github:
        text = without_commands(text)
    return f"{text}\n" if text else ""


def _finding(finding: Finding, options: Options, paint: Paint) -> Iterator[str]:
    changes = _changes(finding.fix) if finding.fix else []
    style = finding.severity.label
    context = 2 if options.verbose else 0
    page = Page(options.width, _digits(finding, changes, context), paint, style)
    prose = min(options.width, _WIDEST_PROSE)
    pad = " " * page.digits

    yield from _title(finding, options, paint, prose)
    frames = _by_source(finding)
    place = _place(finding.source, finding.span)
    yield f"{pad}{paint('gutter', '-->')} {place}"
    first = frames.pop(0) if finding.span is not None else None
    if first:
        yield page.gutter(None)
        yield from frame(first, page, context=context)
    for marks in frames:
        place = _place(marks[0].span.source, marks[0].span)
        if first or marks is not frames[0]:
            yield page.gutter(None)
        yield f"{pad}{paint('gutter', ':::')} {place}"
        yield page.gutter(None)
        yield from frame(marks, page, context=context)

    notes = list(_notes(finding, options, paint, page))
    if (first or frames) and (notes or changes):
        yield page.gutter(None)
    yield from notes
    for source, found in changes:
        if source is not finding.source:
            yield f"{pad}{paint('gutter', ':::')} {visible(source.name)}"
        yield page.gutter(None)
        yield from diff(source, found, page)


def _title(finding: Finding, options: Options, paint: Paint, room: int) -> Iterator[str]:
    rule = visible(finding.rule)
    head = f"{finding.severity.label}[{rule}]:"
    lines = wrap(visible(finding.message), room - len(_INDENT), room - len(head) - 1)
    colored = paint(finding.severity.label, head)
    if options.links and finding.url:
        colored = link(colored, finding.url)
    yield f"{colored} {paint('title', lines[0])}"
    for line in lines[1:]:
        yield _INDENT + paint("title", line)


def _place(source: Source, span: Span | None) -> str:
    name = visible(source.name)
    if span is None:
        return name
    line, column = span.first
    return f"{name}:{line}:{column}"


def _by_source(finding: Finding) -> list[list[Mark]]:
    """The marks of a finding, those in its own file first."""
    frames: dict[int, list[Mark]] = {}
    if finding.span is not None:
        frames[id(finding.span.source)] = [_mark(finding.span, finding.label, primary=True)]
    for label in finding.related:
        marks = frames.setdefault(id(label.span.source), [])
        mark = _mark(label.span, label.message, primary=False)
        if mark not in marks:
            marks.append(mark)
    return list(frames.values())


def _mark(span: Span, caption: str, *, primary: bool) -> Mark:
    caption = visible(caption)
    last = span.source.line_at(max(span.start, span.end - 1))
    if last > span.line:
        until = f"to line {last}"
        caption = f"{caption} ({until})" if caption else until
    return Mark(span, caption, primary)


def _notes(finding: Finding, options: Options, paint: Paint, page: Page) -> Iterator[str]:
    def note(name: str, text: str) -> Iterator[str]:
        head = f"{' ' * page.digits} {paint('gutter', '=')} {paint('note', name)} "
        size = page.digits + len(name) + 4
        indent = " " * size
        first = True
        for paragraph in text.split("\n"):
            for line in wrap(visible(paragraph), min(options.width, _WIDEST_PROSE) - size):
                yield f"{head if first else indent}{line}".rstrip()
                first = False

    if finding.help:
        yield from note("help:", finding.help)
    for chain in _inclusions(finding, options):
        yield from note("included from", chain)
    if finding.url and not options.links and not options.quiet:
        yield from note("docs:", safe_url(finding.url))
    elif not options.quiet:
        yield from note("docs:", f"nginxlint explain {finding.rule}")
    if finding.fix:
        how = (
            "safe fix, apply with --fix"
            if finding.fix.safe
            else "unsafe fix, apply with --fix --unsafe-fixes"
        )
        what = finding.fix.message.strip()
        yield from note("fix:", f"{what} ({how})" if what else how)


def _inclusions(finding: Finding, options: Options) -> Iterator[str]:
    """The chains of include lines, each once; chains of one line share a sentence."""
    chains = []
    for chain in finding.included_by:
        places = [f"{visible(span.source.name)}:{span.line}" for span in chain]
        text = ", in turn from ".join(places)
        if text and text not in chains:
            chains.append(text)
    most = len(chains) if options.verbose or len(chains) == _INCLUSIONS + 1 else _INCLUSIONS
    rest = [count(len(chains) - most, "more place")] if len(chains) > most else []
    if all(len(chain) == 1 for chain in finding.included_by):
        if chains:
            yield listing([*chains[:most], *rest])
    else:
        yield from [*chains[:most], *rest]


def _changes(fix: Fix) -> list[tuple[Source, list[Hunk]]]:
    edits: dict[int, list[Edit]] = {}
    for edit in fix.edits:
        edits.setdefault(id(edit.source), []).append(edit)
    changes = [(group[0].source, hunks(group[0].source, group)) for group in edits.values()]
    return [(source, found) for source, found in changes if found]


def _digits(finding: Finding, changes: Iterable[tuple[Source, list[Hunk]]], context: int) -> int:
    """Columns for the highest line number that may be shown."""
    highest = 1 if finding.span is None else finding.span.line
    for label in finding.related:
        highest = max(highest, label.span.line)
    highest += context
    for _, found in changes:
        for hunk in found:
            last = hunk.number - 1 + max(len(hunk.old), hunk.shift + len(hunk.new))
            # An insertion shows its neighbour too.
            highest = max(highest, last + (not hunk.old))
    return len(str(highest))


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
        style = "good"
        sentence = f"No problems found in {files}"
    if found and outcome.failures:
        details.append("not everything could be checked")
    if details:
        sentence += f" ({', '.join(details)})"
    for line in wrap(f"{sentence}.", min(options.width, _WIDEST_PROSE)):
        yield paint(style, line)
