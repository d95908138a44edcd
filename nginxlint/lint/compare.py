"""What a change did to the findings."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from nginxlint.lint.finding import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from nginxlint.lint.patch import Patch
    from nginxlint.text.source import Source

_NUMBER = re.compile(r"\d+")
_NEAR = 16
"""Findings of one kind at one place that are told apart."""

_Kind = tuple[str, str, str]


class Change(NamedTuple):
    """Which findings that should be gone are still there, and which errors are new."""

    remaining: list[Finding]
    errors: list[Finding]


class _Place(NamedTuple):
    """Where a finding may be after the change, and its number among those before."""

    low: int
    high: int
    number: int


def key_of(source: Source) -> str:
    """What a text is known by in a run: its real path, or its name if there is no file."""
    return source.path or source.name


def compare(
    before: Iterable[Finding],
    after: Iterable[Finding],
    patches: Mapping[str, Patch],
    fixed: Callable[[Finding], bool],
) -> Change:
    """Compare the findings ``before`` and ``after`` ``patches`` (by key) were applied, of which
    some should be ``fixed``.

    A finding is taken for the same if rule, file and words are and its place is where the patches
    moved it; numbers in its words may differ, since lines move.
    """
    old = list(before)
    kinds: dict[_Kind, list[_Place]] = {}
    for index, finding in enumerate(old):
        kinds.setdefault(_kind(finding), []).append(_moved(finding, index, patches))
    for places in kinds.values():
        places.sort()
    meant = [fixed(finding) for finding in old]
    met: set[int] = set()
    unmet: list[Finding] = []
    for finding in after:
        number = _find(finding, kinds.get(_kind(finding), []), met, meant)
        if number is None:
            unmet.append(finding)
        else:
            met.add(number)
            if finding.severity > old[number].severity:
                unmet.append(finding)
    # Several findings may ask for the same edits, such as one `}` for each of two open blocks: the
    # edits have done their part if any of them is gone.
    gone = Counter(
        _asked(finding)
        for index, finding in enumerate(old)
        if finding.fix is not None and index not in met and not meant[index]
    )
    remaining = []
    for index in sorted(met):
        if meant[index]:
            asked = _asked(old[index])
            if gone[asked]:
                gone[asked] -= 1
            else:
                remaining.append(old[index])
    # An error may have moved for a reason that the patches don't show; it is no new one then.
    elsewhere = Counter(
        _words(finding)
        for index, finding in enumerate(old)
        if index not in met and not meant[index] and finding.severity is Severity.ERROR
    )
    errors = []
    for finding in unmet:
        if finding.severity is not Severity.ERROR:
            continue
        words = _words(finding)
        if elsewhere[words]:
            elsewhere[words] -= 1
        else:
            errors.append(finding)
    return Change(remaining, errors)


def _words(finding: Finding) -> tuple[str, str]:
    return finding.rule, _NUMBER.sub("0", finding.message)


def _asked(finding: Finding) -> tuple[str, object]:
    edits = finding.fix.edits if finding.fix else ()
    return finding.rule, tuple((key_of(edit.source), *edit[1:]) for edit in edits)


def _kind(finding: Finding) -> _Kind:
    return (*_words(finding), key_of(finding.source))


def _moved(finding: Finding, index: int, patches: Mapping[str, Patch]) -> _Place:
    if finding.span is None:
        return _Place(-1, -1, index)
    patch = patches.get(key_of(finding.source))
    if patch is None:
        return _Place(finding.span.start, finding.span.end, index)
    return _Place(patch.low(finding.span.start), patch.high(finding.span.end), index)


def _low(place: _Place) -> int:
    return place.low


def _find(finding: Finding, places: list[_Place], met: set[int], meant: list[bool]) -> int | None:
    """The earlier finding that this one is; of several one that was not to be fixed."""
    start, end = (-1, -1) if finding.span is None else finding.span[1:]
    at = bisect_right(places, end, key=_low)
    fallback: int | None = None
    for place in reversed(places[max(0, at - _NEAR) : at]):
        if place.high < start or place.number in met:
            continue
        if not meant[place.number]:
            return place.number
        fallback = place.number
    return fallback
