"""One finding as people see it: title, code frames, notes and what its fix would change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.report.diff import Hunk, diff, hunks
from nginxlint.report.frame import Mark, Page, frame
from nginxlint.report.paint import link, safe_url
from nginxlint.report.prose import WIDEST, count, listing, wrap
from nginxlint.report.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nginxlint.lint.finding import Finding, Fix
    from nginxlint.report.options import Options
    from nginxlint.report.paint import Paint
    from nginxlint.text.edit import Edit
    from nginxlint.text.source import Source, Span

# Inclusions that are named before the rest is counted.
_INCLUSIONS = 3

_INDENT = "    "


def block(finding: Finding, options: Options, paint: Paint) -> Iterator[str]:
    """Give the lines of a finding; those with a gutter fit ``options.width`` columns."""
    changes = _changes(finding.fix) if finding.fix else []
    style = finding.severity.label
    context = 2 if options.verbose else 0
    page = Page(options.width, _digits(finding, changes, context), paint, style)
    prose = min(options.width, WIDEST)
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
            for line in wrap(visible(paragraph), min(options.width, WIDEST) - size):
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
