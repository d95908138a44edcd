"""nginx's release numbers."""

from __future__ import annotations

import os
import re
from typing import NamedTuple

DATA = os.path.join(os.path.dirname(__file__), "data")


class Version(NamedTuple):
    """A release of nginx; compares by number, as nginx's own backports follow the number."""

    major: int
    minor: int
    patch: int

    @classmethod
    def parse(cls, text: str) -> Version:
        """Return the version that ``text`` names: "1.22.1", "nginx/1.22.1", or "1.22".

        A branch ("1.22") means its newest known release. Raises ValueError for anything else.
        """
        number = re.sub(r"^(nginx/|release-|v)", "", text.strip())
        match = re.fullmatch(r"(\d{1,4})\.(\d{1,4})(?:\.(\d{1,4}))?", number, re.ASCII)
        if match is None:
            raise ValueError(f"{text!r} is not an nginx version: write it like 1.26.3 or 1.26")
        major, minor = int(match[1]), int(match[2])
        if match[3] is not None:
            return cls(major, minor, int(match[3]))
        known = [release for release in RELEASES if release[:2] == (major, minor)]
        return known[-1] if known else cls(major, minor, 0)

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"


def _number(text: str) -> Version:
    major, minor, patch = text.split(".")
    return Version(int(major), int(minor), int(patch))


def _releases() -> tuple[tuple[Version, ...], Version]:
    with open(os.path.join(DATA, "releases.txt"), encoding="ascii") as file:
        released, unreleased = file.read().split("\n")[:2]
    releases = tuple(_number(text) for text in released.split())
    return releases, _number(unreleased) if unreleased else releases[-1]


#: every known release, oldest first, and the version that nginx's newest commit calls itself
RELEASES, UNRELEASED = _releases()

#: the newest known release
NEWEST = RELEASES[-1]


def since(text: str | None) -> Version | None:
    """Return the version in a ``since`` or ``removed`` field of the facts, None if it is no
    nginx version (null, or a module's own number as "njs 0.7.1")."""
    if text is None or not text[0].isdigit() or text.count(".") != 2:
        return None
    return _number(text)
