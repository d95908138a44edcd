"""What tells a finding apart from others across runs, whatever lines move around it."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from nginxlint.syntax.outline import Outline
from nginxlint.syntax.tokens import tokenize

if TYPE_CHECKING:
    from nginxlint.lint.finding import Finding
    from nginxlint.text.source import Source

_LONGEST = 300
"""Characters of a place in words; a longer one is cut."""


class Fingerprint(NamedTuple):
    """``at`` is the place of a finding in words: the blocks around it and the directive.

    ``text`` is a hash of the directive's words, so that white space, quotes and comments don't count.
    """

    at: str
    text: str


class Fingerprints:
    """Makes fingerprints; each file is looked through once."""

    def __init__(self) -> None:
        self._outlines: dict[int, tuple[Source, Outline]] = {}

    def __call__(self, finding: Finding) -> Fingerprint:
        """The fingerprint of a finding; one about a whole file has an empty place."""
        span = finding.span
        if span is None:
            return Fingerprint("", _hash(()))
        known = self._outlines.get(id(span.source))
        if known is None:
            known = self._outlines[id(span.source)] = (span.source, Outline(tokenize(span.source)))
        place = known[1].at(span.start)
        at = " > ".join((*place.blocks, place.name) if place.name else place.blocks)
        return Fingerprint(at if len(at) <= _LONGEST else at[:_LONGEST] + "…", _hash(place.words))


def _hash(words: tuple[str, ...]) -> str:
    return sha256("\0".join(words).encode("utf-8", "surrogatepass")).hexdigest()[:16]
